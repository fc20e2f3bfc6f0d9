// What the JavaScript of an author's `figures.py` calls `echarts`.

export { color, format, graphic, number, time, util } from "echarts/core";
