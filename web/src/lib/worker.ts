// The service worker: the page without a line, and notifications that outlive the tab. Only where the page came over HTTPS or from
// this very machine.

export function registerWorker(open: (conversation: string) => void): void {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  if (!serviceWorker || import.meta.env.DEV) return;
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ open?: string }>) => {
    if (data.open) open(data.open);
  });
  // A browser that refuses loses what it gives, and nothing else.
  void serviceWorker.register('/sw.js').catch(() => undefined);
}

export async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  const found = await serviceWorker?.getRegistration().catch(() => undefined);
  return found?.active ? found : undefined;
}
