/** The part of svgcanvas that is used here; the package has no types of its own. */
declare module 'svgcanvas' {
  /** A 2D context that writes down what is drawn as elements of an SVG. */
  export const Context: new (options: {
    readonly width: number;
    readonly height: number;
  }) => CanvasRenderingContext2D & { getSvg(): SVGSVGElement };
}
