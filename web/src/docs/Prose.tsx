// A sentence of the descriptions: what stands between backticks is code.

export function Prose({ text = '' }: { text?: string | undefined }) {
  return <>{text.split('`').map((part, at) => (at % 2 ? <code key={at}>{part}</code> : part))}</>;
}
