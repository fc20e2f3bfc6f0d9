// What inputs and answers of a network are put together from.

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Words for those who cannot see what stands beside them. */
export const unseen = (textContent = "") => make("span", { className: "unseen", textContent });

/** A button that says what it does. */
export function button(textContent, pressed) {
  const made = make("button", { type: "button", textContent });
  made.addEventListener("click", pressed);
  return made;
}

/** Paint numbers as pixels, row after row; `colour` gives red, green, blue and how opaque, each up to 255. */
export function painted(canvas, height, width, colour) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const pixels = new ImageData(width, height);
  for (let place = 0; place < height * width; place++) pixels.data.set(colour(place), 4 * place);
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return canvas;
}

/** Ink on black, as MNIST has it, of a number between 0 and 1. */
export const grey = (numbers) => (place) => [...Array(3).fill(255 * Math.min(1, Math.max(0, numbers[place]))), 255];

/** Negative numbers in one colour, positive ones in another, nothing where there is 0. */
export function signed(numbers) {
  const greatest = numbers.reduce((most, one) => Math.max(most, Math.abs(one)), 0) || 1;
  return (place) => [...(numbers[place] < 0 ? [0, 114, 178] : [213, 94, 0]), (255 * Math.abs(numbers[place])) / greatest];
}
