import { Fragment } from 'react';

/** A text that may be a path: where it has to be broken, that is done after a slash. */
export function Breakable({ text }: { readonly text: string }) {
  return text.split(/(?<=\/)/).map((part, index) => (
    // Parts have no identity but their place.
    <Fragment key={`${index} ${part}`}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
