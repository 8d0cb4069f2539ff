// A button with a few things to choose from: a menu beside it, on a phone a sheet.

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { narrow } from '../lib/device.ts';
import { visibleHeight } from '../lib/viewport.ts';
import { Dialog } from './Dialog.tsx';
import { walk } from './focus.ts';
import { Icon, type Sign } from './Icon.tsx';
import { useLayer } from './layer.ts';
import styles from './Menu.module.css';

export interface Choice {
  label: string;
  sign?: Sign;
  danger?: boolean;
  /** One of several that exclude each other. */
  checked?: boolean;
  onChoose: () => void;
}

interface Props {
  label: string;
  choices: readonly Choice[];
  id?: string;
  class?: string | undefined;
  /** What is in the button says it. */
  told?: boolean;
  children: ComponentChildren;
}

export function Menu({ id, label, choices, class: name, told, children }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(false);
  const choose = (choice: Choice) => {
    close();
    choice.onChoose();
  };
  return (
    <>
      <button
        ref={button}
        id={id}
        type="button"
        class={name}
        aria-label={told ? undefined : label}
        aria-haspopup={narrow.value ? 'dialog' : 'menu'}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && narrow.value && (
        <Dialog title={label} sheet onClose={close}>
          <ul class={styles.sheet}>
            {choices.map((choice) => (
              <li key={choice.label}>
                <Item choice={choice} onChoose={() => choose(choice)} />
              </li>
            ))}
          </ul>
        </Dialog>
      )}
      {open && !narrow.value && <Floating label={label} choices={choices} button={button.current} onClose={close} onChoose={choose} />}
    </>
  );
}

interface FloatingProps {
  label: string;
  choices: readonly Choice[];
  button: HTMLElement | null;
  onClose: () => void;
  onChoose: (choice: Choice) => void;
}

function Floating({ label, choices, button, onClose, onChoose }: FloatingProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayer(onClose);
  useLayoutEffect(() => {
    const { current } = list;
    if (!current || !button) return;
    current.showPopover?.();
    place(current, button);
    items(current).find((item) => item.ariaChecked === 'true')?.focus();
    if (!current.contains(document.activeElement)) items(current)[0]?.focus();
    const outside = (event: Event) => {
      const target = event.target as Node;
      if (!current.contains(target) && !button.contains(target)) onClose();
    };
    addEventListener('pointerdown', outside);
    const follow = () => place(current, button);
    addEventListener('resize', follow);
    addEventListener('scroll', follow, true);
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('resize', follow);
      removeEventListener('scroll', follow, true);
    };
  }, []);

  const key = (event: KeyboardEvent) => {
    if (event.key === 'Tab') onClose();
    if (event.key === 'Escape') {
      event.preventDefault();
      onClose();
    }
    if (list.current) walk(event, items(list.current), { around: true });
  };

  return (
    <div ref={list} class={styles.menu} popover="manual" role="menu" aria-label={label} onKeyDown={key}>
      {choices.map((choice) => (
        <Item key={choice.label} choice={choice} menu onChoose={() => onChoose(choice)} />
      ))}
    </div>
  );
}

const items = (list: HTMLElement): HTMLElement[] => [...list.querySelectorAll('button')];

const GAP = 4;

/** Under the end of its button, or above where there is no room. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const from = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = from.bottom + GAP + height <= visibleHeight();
  const backwards = getComputedStyle(menu).direction === 'rtl';
  const left = Math.min(Math.max(8, backwards ? from.left : from.right - width), innerWidth - width - 8);
  menu.style.setProperty('top', `${below ? from.bottom + GAP : Math.max(8, from.top - GAP - height)}px`);
  menu.style.setProperty('left', `${left}px`);
}

function Item({ choice, menu, onChoose }: { choice: Choice; menu?: boolean; onChoose: () => void }) {
  const one = choice.checked !== undefined;
  return (
    <button
      type="button"
      class={`${styles.item} ${choice.danger ? styles.danger : ''}`}
      role={menu ? (one ? 'menuitemradio' : 'menuitem') : undefined}
      aria-checked={menu && one ? choice.checked : undefined}
      aria-pressed={!menu && one ? choice.checked : undefined}
      tabIndex={menu ? -1 : undefined}
      onClick={onChoose}
    >
      {choice.sign && <Icon name={choice.sign} size={18} />}
      {choice.label}
      {choice.checked && (
        <span class={styles.check}>
          <Icon name="check" size={18} />
        </span>
      )}
    </button>
  );
}
