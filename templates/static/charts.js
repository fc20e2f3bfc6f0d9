// Makes the charts of a page live as the reader comes to them, and saves them as pictures. Their drawings stand in the
// page already and stay where anything fails. No module itself, because browsers load none for a page that is opened as
// a file, and complain.
"use strict";
{
  const MARGIN = 12; // pixels of the page

  /** What is to be seen of a chart: one of its pictures, or the SVG of a live one. */
  const shown = (drawing) =>
    [...drawing.querySelectorAll("img, svg")].find((one) => one.getBoundingClientRect().width > 0);

  /** A button that shows all again, while a chart shows a part. */
  const offerAll = (chart, drawing, button) => {
    chart.on("datazoom", () => {
      const [{ start, end }] = chart.getOption().dataZoom;
      button.hidden = start <= 0 && end >= 100;
    });
    button.addEventListener("click", () => {
      drawing.focus({ preventScroll: true }); // which a hidden button could not keep
      chart.dispatchAction({ type: "dataZoom", start: 0, end: 100 });
    });
  };

  /** A button that tells what can be done with a chart. */
  const offerHelp = (button, about) => {
    const show = (shown) => ([about.hidden, button.ariaExpanded] = [!shown, shown]);
    button.hidden = false;
    button.addEventListener("click", () => show(about.hidden));
    button.addEventListener("keydown", ({ key }) => key === "Escape" && show(false));
    button.addEventListener("blur", () => show(false));
  };

  /** Put a live chart in the place of a drawing. */
  const enliven = async (drawing, mark) => {
    const around = drawing.closest(".shown");
    const slider = around.querySelector(".several");
    const [answer, live, several, guess] = await Promise.all([
      fetch(drawing.dataset.option),
      import("./live.js"),
      slider && import("./seeds.js"),
      drawing.dataset.draw && import("./guess.js"),
    ]);
    if (!answer.ok) throw new Error(`${drawing.dataset.option}: ${answer.status}`);
    const made = await live.enliven(drawing, await answer.text(), mark);
    const { chart } = made;
    // ECharts keeps the wheel to itself, though it zooms with Ctrl only: without, it is the page's.
    const wheel = (event) => event.ctrlKey || event.stopPropagation();
    drawing.addEventListener("wheel", wheel, { capture: true, passive: true });
    around.querySelector(".zoom").hidden = !chart.getOption().dataZoom?.length;
    offerAll(chart, drawing, around.querySelector(".whole"));
    offerHelp(around.querySelector(".help"), around.querySelector(".about"));
    if (slider) several.offer(slider, made);
    if (guess) guess.ask(drawing, made);
  };

  /** Say below a drawing, once, that it stays as it is. */
  const excuse = (drawing, words) => {
    const line = document.createElement("p");
    line.className = "excuse";
    line.textContent = words;
    drawing.after(line);
  };

  const start = (drawing) => {
    const { mark, failed } = drawing.closest("[data-mark]").dataset;
    enliven(drawing, mark).catch(() => {
      drawing.classList.remove("asked");
      excuse(drawing, failed);
    });
  };

  /** What a live chart shows, as a picture of its own in the colours and the letters that it has now. */
  const portrait = (drawing, live) => {
    const svg = live.cloneNode(true);
    svg.setAttribute("viewBox", `0 0 ${live.width.baseVal.value} ${live.height.baseVal.value}`);
    svg.style.fontFamily = getComputedStyle(drawing).fontFamily;
    const probe = drawing.appendChild(document.createElement("span"));
    const colour = (_, variable) => {
      probe.style.color = `var(${variable})`;
      return getComputedStyle(probe).color;
    };
    const text = new XMLSerializer().serializeToString(svg).replace(/var\((--[\w-]+)[^()]*\)/g, colour);
    probe.remove();
    return Object.assign(new Image(), { src: `data:image/svg+xml,${encodeURIComponent(text)}` });
  };

  /** Save what a chart shows as PNG: twice as large as on the page, on the page's ground, with some room around it. */
  const save = async (drawing) => {
    const seen = shown(drawing);
    const image = seen instanceof HTMLImageElement ? seen : portrait(drawing, seen);
    image.loading = "eager";
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height].map((side) => 2 * (side + 2 * MARGIN));
    const context = canvas.getContext("2d");
    context.fillStyle = getComputedStyle(document.body).backgroundColor;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 2 * MARGIN, 2 * MARGIN, 2 * width, 2 * height);
    const data = await new Promise((done) => canvas.toBlob(done));
    const name = decodeURIComponent(drawing.dataset.picture).split(".")[0];
    const download = `${name}-${drawing.closest("[lang]").lang}.png`;
    Object.assign(document.createElement("a"), { href: URL.createObjectURL(data), download }).click();
  };

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting && !matchMedia("print").matches) {
          observer.unobserve(target);
          start(target);
        }
      }
    },
    { rootMargin: "50%" },
  );

  // A file can neither fetch another nor draw it: a page that is opened as a file keeps its pictures as they are.
  if (location.protocol !== "file:") {
    for (const drawing of document.querySelectorAll("[data-option]")) {
      drawing.classList.toggle("asked", "draw" in drawing.dataset); // what a reader draws first is not shown before
      observer.observe(drawing);
    }
    for (const button of document.querySelectorAll("button.png")) {
      const drawing = button.closest(".shown").querySelector(".drawing");
      button.addEventListener("click", () => {
        save(drawing).catch(() => (location.href = drawing.dataset.picture)); // which a browser can save too
      });
      button.hidden = false;
    }
  }
}
