// One short, soft sound, made here: nothing is fetched.

let context: AudioContext | null = null;

/** Browsers make no sound before somebody has touched the page. */
export function readySound(): void {
  const touch = () => {
    context ??= typeof AudioContext === 'function' ? new AudioContext() : null;
    void context?.resume().catch(() => undefined);
  };
  addEventListener('pointerdown', touch, { once: true });
  addEventListener('keydown', touch, { once: true });
}

const NOTES = [659.26, 880];
const APART = 0.09;
const LASTS = 0.35;
const LOUD = 0.08;

export function chime(): void {
  if (!context || context.state === 'closed') return;
  const start = context.currentTime;
  for (const [at, pitch] of NOTES.entries()) {
    const begin = start + at * APART;
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, begin);
    loudness.gain.linearRampToValueAtTime(LOUD, begin + 0.01);
    loudness.gain.exponentialRampToValueAtTime(0.0001, begin + LASTS);
    tone.connect(loudness).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + LASTS);
  }
}
