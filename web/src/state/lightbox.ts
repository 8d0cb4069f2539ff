// The message whose picture fills the page.

import { signal } from '@preact/signals';
import type { Message } from '../protocol.ts';

export const lightbox = signal<Message | null>(null);
