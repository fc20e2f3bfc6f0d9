// One seed, two, … all: what a chart would have shown with fewer seeds, its lines being means and its bands ranges.

const known = (numbers) => numbers.filter((one) => typeof one === "number");

/** Leave of a chart so many seeds of each band; the line of its name is their mean. */
const only = (count) => (option) => {
  const series = [option.series].flat();
  for (const band of series.filter(({ seeds }) => seeds)) {
    const each = Object.values(band.seeds);
    if (each.length <= count) continue;
    const at = (place) => known(each.slice(0, count).map((one) => one[place]));
    const line = series.find(({ type, name }) => type === "line" && name === band.name);
    const mean = (place) => at(place).reduce((sum, one) => sum + one / at(place).length, 0);
    const told = (place) => (at(place).length ? mean(place) : null);
    const put = (item, place) => {
      if (Array.isArray(item)) return [item[0], told(place), ...item.slice(2)];
      return item && typeof item === "object" ? { ...item, value: put(item.value, place) } : told(place);
    };
    line.data = line.data.map(put);
    band.data = count === 1 ? [] : band.data.map(([x], place) => [x, ...(at(place).length ? [Math.min(...at(place)), Math.max(...at(place))] : [null, null])]);
  }
};

/** Let a slider say how many seeds a chart shows. */
export function offer(slider, { look, hold }) {
  const [input, output] = [slider.querySelector("input"), slider.querySelector("output")];
  const { some, all } = slider.dataset;
  const isWhole = () => input.value === input.max;
  const show = () => look(isWhole() ? () => {} : (option) => (hold(option), only(input.valueAsNumber)(option)));
  input.addEventListener("input", () => {
    output.textContent = isWhole() ? all : some.replace("{number}", input.value);
    input.setAttribute("aria-valuetext", output.textContent);
    show();
  });
  addEventListener("beforeprint", () => isWhole() || look(() => {})); // on paper there are all
  addEventListener("afterprint", () => isWhole() || show());
  input.value = input.max; // whatever a browser remembers
  slider.hidden = false;
}
