import { Component, type ComponentChildren } from "preact";

interface BoundaryProps {
  /** What it holds, as the subject of a sentence. */
  readonly of: string;
  readonly children: ComponentChildren;
}

/** Keeps a fault in one part of the page from taking the rest with it. */
export class Boundary extends Component<BoundaryProps, { readonly message: string | null }> {
  override state = { message: null };

  static override getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  render() {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return (
      <p class="message bad">
        {this.props.of} broke: {message}.{" "}
        <button type="button" class="link" onClick={() => this.setState({ message: null })}>Try again</button>
      </p>
    );
  }
}
