import { Tag as TagIcon } from "lucide-react";
import { Link } from "wouter";
import { useText } from "../text/index.ts";
import { addressOf } from "../vault/place.ts";
import styles from "./searching.module.css";

/** The tags of an entry; each leads to everything that has it. */
export function TagLinks({ tags }: { tags: string[] }) {
  const t = useText();
  if (tags.length === 0) return null;
  return (
    <ul className={styles.tags} aria-label={t.moving.tags}>
      {tags.map((tag) => {
        const query = /\s/.test(tag) ? `tag:"${tag}"` : `tag:${tag}`;
        return (
          <li key={tag}>
            <Link href={addressOf({ view: { kind: "search", query }, entry: null })} title={t.moving.searchTag(tag)}>
              <TagIcon aria-hidden />
              <bdi>{tag}</bdi>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
