// Formulas at build time: `katex.renderToString`, with the commands of chemistry.

import katex from "katex";
import "katex/contrib/mhchem";

export const renderToString = (tex, options) => katex.renderToString(tex, options);
