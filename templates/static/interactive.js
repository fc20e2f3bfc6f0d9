// Brings the interactive figures of a page to life as the reader comes near: each is made by a module of its post, from
// data that was written with the page. What stands there without them stays where anything fails. No module itself,
// because browsers load none for a page that is opened as a file, and complain.
"use strict";
{
  const address = (name) => new URL(name, document.baseURI).href;
  const { src } = document.currentScript;
  const shared = (name) => new URL(name, src).href;

  const read = async (name) => {
    const answer = await fetch(address(name));
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.json();
  };

  const style = (href) =>
    new Promise((resolve, reject) => {
      const link = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", href, onload: resolve, onerror: () => reject(new Error(href)) });
      document.head.append(link);
    });

  /** A button for each seed that the data name, of which null is all of them. */
  const seedButtons = (field, seeds, choose) => {
    const buttons = seeds.map((seed) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: seed ?? field.dataset.all });
      button.addEventListener("click", () => choose(seed));
      return button;
    });
    field.append(...buttons);
    field.hidden = false;
    return (chosen) => buttons.forEach((button, number) => (button.ariaPressed = seeds[number] === chosen));
  };

  /** What a figure is told of the reader's state, and how it keeps it: the third argument of `mount`. */
  const steering = (place, { seeds = [null] }) => {
    const reset = place.querySelector(".reset");
    let state = stateInAddress.read(place.dataset.name);
    let show; // what `mount` returned
    const seed = () => seeds.find((one) => String(one) === state.seed) ?? seeds[0];
    const tell = () => {
      press(seed());
      reset.hidden = !show || Object.keys(state).length === 0;
    };
    const keep = (changes) => {
      const next = Object.entries({ ...state, ...changes }).filter(([, value]) => value !== null && value !== undefined);
      state = Object.fromEntries(next);
      tell();
      stateInAddress.write(place.dataset.name, place.id, state);
    };
    const change = (next) => {
      state = next;
      keep({});
      show({ ...state }, seed());
    };
    const choose = (one) => change({ ...state, seed: one === seeds[0] ? null : String(one) });
    const press = seeds.length > 1 ? seedButtons(place.querySelector(".seeds"), seeds, choose) : () => {};
    reset.addEventListener("click", () => {
      change({});
      (place.querySelector(".live [tabindex], .live button") ?? reset).focus({ preventScroll: true });
    });
    const wake = (shown) => {
      show = shown;
      tell();
    };
    return { page: { state: { ...state }, seed: seed(), keep }, wake };
  };

  /** Show the figure in the place of what stands there, once all that it needs has come. */
  const enliven = async (place) => {
    const { module, source, style: own, network } = place.dataset;
    const [script, sheet] = network === undefined ? [address(module), own && address(own)] : [shared("network.js"), shared("network.css")];
    const needs = [import(script), read(source), style(shared("interactive.css")), sheet && style(sheet)];
    const [{ mount }, data] = await Promise.all(needs);
    const [still, live] = place.children;
    const show = (made) => ([still.hidden, live.hidden] = [made, !made]);
    show(true); // so that it can measure itself
    try {
      const { page, wake } = steering(place, data);
      wake(await mount(live.firstElementChild, data, page));
    } catch (error) {
      show(false);
      throw error;
    }
  };

  /** Say, once, that what stands there stays. */
  const excuse = (place) => {
    const line = document.createElement("p");
    line.className = "excuse";
    line.textContent = place.dataset.failed;
    place.append(line);
  };

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting && !matchMedia("print").matches) {
          observer.unobserve(target);
          enliven(target).catch(() => excuse(target));
        }
      }
    },
    { rootMargin: "100%" },
  );

  // A file cannot fetch another: a page that is opened as a file stays as it is.
  if (location.protocol !== "file:") {
    for (const place of document.querySelectorAll("[data-module]")) observer.observe(place);
    for (const place of document.querySelectorAll("[data-network]")) {
      const ask = place.querySelector(".ask");
      ask.hidden = false; // nothing is fetched before
      ask.firstElementChild.addEventListener("click", () => {
        ask.hidden = true;
        enliven(place).then(() => place.querySelector(".live").querySelector("[tabindex], button, input")?.focus({ preventScroll: true }), () => excuse(place));
      });
    }
  }
}
