/** Gives the answer to these inputs: the one that is known, or the one that `make` makes now. */
export type Remembered<Output> = (inputs: readonly unknown[], make: () => Output) => Output;

/**
 * Keeps the last answer of a pure function, for as long as it is asked with the very same inputs.
 *
 * Several tasks rest on one reading of the same answers, round by round of a scan; without this each would make it anew.
 * Inputs are compared one by one and by identity, and `make` may rest on nothing else.
 */
export function rememberLast<Output>(): Remembered<Output> {
  let last: { readonly inputs: readonly unknown[]; readonly output: Output } | undefined;
  return (inputs, make) => {
    const known = last;
    if (known?.inputs.length === inputs.length && inputs.every((input, at) => input === known.inputs[at])) {
      return known.output;
    }
    const output = make();
    last = { inputs, output };
    return output;
  };
}

/** Answers by their keys as inputs, in an order of their own; only those that are asked for here. */
export function asInputs(
  results: Readonly<Record<string, unknown>>,
  isMeant: (key: string) => boolean = () => true,
): readonly unknown[] {
  return Object.keys(results)
    .filter(isMeant)
    .sort()
    .flatMap((key) => [key, results[key]]);
}
