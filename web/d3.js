// What src/conflicts/formats/html/app uses of D3: the page carries nothing else of it.
export {axisBottom} from "d3-axis";
export {scaleLinear, scaleUtc} from "d3-scale";
export {create, select} from "d3-selection";
export {linkHorizontal, symbol, symbolCircle, symbolTriangle} from "d3-shape";
