import { SearchX } from "lucide-react";
import { Link } from "wouter";
import { Empty } from "../design/empty.tsx";
import { useText } from "../text/index.ts";

/** What an address shows that leads nowhere, or to something that one may not see: the same words, and a way on. */
export function Nowhere({ href, label }: { href: string; label?: string }) {
  const t = useText();
  return (
    <Empty icon={<SearchX aria-hidden />} title={t.shell.nothingHere} text={t.shell.nothingHereText}>
      <Link href={href}>{label ?? t.shell.home}</Link>
    </Empty>
  );
}
