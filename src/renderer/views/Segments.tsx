import { useId } from 'react';

/** One of a few, the way macOS draws it. */
export function Segments<Value extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  readonly label: string;
  readonly choices: readonly { readonly value: Value; readonly words: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <div className="switch" role="radiogroup" aria-label={label}>
      {choices.map((choice) => (
        <label key={choice.value} className="switch-side">
          <input type="radio" name={name} checked={choice.value === value} onChange={() => onChange(choice.value)} />
          <span>{choice.words}</span>
        </label>
      ))}
    </div>
  );
}
