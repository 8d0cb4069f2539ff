// A component that is drawn again only when one of its properties is another.

import { h, type Component, type ComponentType, type FunctionComponent } from 'preact';

export function memo<P extends object>(View: ComponentType<P>): FunctionComponent<P> {
  function Memo(this: Component<P>, props: P) {
    this.shouldComponentUpdate = (next: object) =>
      Object.keys({ ...this.props, ...next }).some((key) => this.props[key as keyof P] !== (next as P)[key as keyof P]);
    return h(View as FunctionComponent<P>, props as never);
  }
  return Memo as FunctionComponent<P>;
}
