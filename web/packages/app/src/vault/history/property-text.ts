import type { ObjectAnswer } from "@strongroom/client";
import type { Text } from "../../text/index.ts";
import { dayOf } from "../editor/day.ts";

/** What a property of an entry says, in the words of the person. `name` is that of the API. */
export function propertyText(object: ObjectAnswer, name: string, t: Text): string {
  switch (name) {
    case "title":
      return object.title;
    case "type":
      return t.editor.types[object.type ?? ""] ?? object.type ?? "";
    case "tags":
      return object.tags.join(", ");
    case "category":
      return object.category ?? "";
    case "importance":
      return t.editor.importances[object.importance ?? "normal"];
    case "icon":
      return object.icon ?? "";
    case "valid_to":
      return dayOf(object.valid_to ?? null);
    case "warning":
      return object.warning == null ? "" : `${t.editor.warningLevels[object.warning.level]}: ${object.warning.text}`;
    case "online_only":
      return object.online_only ? t.everywhere.yes : t.everywhere.no;
    default:
      return "";
  }
}
