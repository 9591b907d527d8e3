import type { AuditRecord } from "@strongroom/client";
import { useFormat } from "../../text/format.ts";
import { aboutOf } from "./about.ts";
import { useTitle } from "./names.ts";

interface SubjectProps {
  record: AuditRecord;
  nameOf: (id: string) => string | undefined;
}

/** What a line of the audit is about: the title of the entry for those who may read it, else the start of its id. */
export function Subject({ record, nameOf }: SubjectProps) {
  const format = useFormat();
  const title = useTitle(record);
  const object = title ?? record.object?.slice(0, 8);
  const others = format.list(aboutOf(record, nameOf));
  return [object, others].filter((part) => part !== undefined && part !== "").join(" · ");
}
