/** What a running valuation tells whoever watches it. */
export type ProgressEvent =
  | { readonly kind: 'stage'; readonly stage: string }
  | {
      readonly kind: 'chunks';
      /** `node.stage`, for example `projection.project`. */
      readonly stage: string;
      readonly done: number;
      readonly total: number;
    };

export type OnProgress = (event: ProgressEvent) => void;
