interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong with the value. */
  readonly error?: string;
  readonly placeholder?: string;
  /** What the field takes, in a few words. */
  readonly hint?: string;
}

/** A field for numbers, written as people write them, with its message right below. */
export function Field({ id, label, value, onChange, error, placeholder, hint }: FieldProps) {
  const messageId = `${id}-message`;
  const message = error ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="code-input"
        type="text"
        value={value}
        placeholder={placeholder}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={message ? messageId : undefined}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {message && <p id={messageId} class={error ? "message bad" : "message"}>{message}</p>}
    </div>
  );
}
