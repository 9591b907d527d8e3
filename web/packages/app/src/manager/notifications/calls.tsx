import type { WebhookCall } from "@strongroom/client";
import { Check, X } from "lucide-react";
import { Card, CardRow } from "../../design/card.tsx";
import { Tag } from "../../design/tag.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { eventName } from "../audit/words.ts";
import styles from "./notifications.module.css";

/** The last calls of a webhook, and what became of them. */
export function Calls({ calls }: { calls: WebhookCall[] | undefined }) {
  const t = useAllText();
  const format = useFormat();
  const words = t.manager.notifications;
  if (calls === undefined) return null;
  return (
    <Card caption={words.calls}>
      {calls.length === 0 ? (
        <CardRow>{words.noCalls}</CardRow>
      ) : (
        <table className={styles.calls}>
          <thead>
            <tr>
              <th scope="col">{t.manager.audit.at}</th>
              <th scope="col">{t.manager.audit.event}</th>
              <th scope="col">{words.outcome}</th>
            </tr>
          </thead>
          <tbody>
            {calls.map((call) => (
              <tr key={`${call.id}${call.at}`}>
                <td>{format.dateTime(call.at)}</td>
                <td>{call.event === "test" ? words.test : eventName(call.event, t)}</td>
                <td>
                  {call.arrived ? (
                    <Tag look="allow" icon={<Check aria-hidden />}>
                      {words.arrivedShort}
                    </Tag>
                  ) : (
                    <Tag look="deny" icon={<X aria-hidden />}>
                      {call.status == null ? words.failedShort : words.answered(call.status)}
                    </Tag>
                  )}
                  {call.error != null && <small> {call.error}</small>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
