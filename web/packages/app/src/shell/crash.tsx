import { TriangleAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { type Text, TextContext } from "../text/index.ts";

/** Keeps a part of the page that broke from taking the rest along. What broke is told to the console of the browser. */
export class CrashGuard extends Component<{ children: ReactNode }, { broken: boolean }> {
  static override contextType = TextContext;
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    const t = this.context as Text;
    if (!this.state.broken) return this.props.children;
    return (
      <Empty icon={<TriangleAlert aria-hidden />} title={t.shell.crashed} text={t.shell.crashedText}>
        <Button look="go" onClick={() => location.reload()}>
          {t.shell.reload}
        </Button>
      </Empty>
    );
  }
}
