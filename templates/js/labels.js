// The colours of labels, unless an option names one: zrender reckons them from what lies below, and took every ground for
// white and every colour that only a page knows for black. The theme's colours are far from its ground in light and dark.

import Element from "zrender/lib/Element.js";
import Path from "zrender/lib/graphic/Path.js";

import { named } from "./colour.js";

const { getInsideTextFill, getInsideTextStroke } = Path.prototype;

Element.prototype.getOutsideFill = () => "var(--text, #000)";
Element.prototype.getOutsideStroke = () => "var(--ground, #fff)";
Path.prototype.getInsideTextFill = function () {
  return named(this.style.fill) ? "var(--ground, #fff)" : getInsideTextFill.call(this);
};
Path.prototype.getInsideTextStroke = function (textFill) {
  return named(this.style.fill) ? this.style.fill : getInsideTextStroke.call(this, textFill);
};
