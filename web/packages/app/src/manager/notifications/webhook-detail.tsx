import type { Webhook } from "@strongroom/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ban, Check, Ellipsis, Pencil, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { Button, IconButton } from "../../design/button.tsx";
import { Card } from "../../design/card.tsx";
import { Menu, MenuItem } from "../../design/menu.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys, match } from "../frame/data.ts";
import { DeleteByName } from "../frame/delete-by-name.tsx";
import { Detail, Fact, Facts } from "../frame/panes.tsx";
import { Calls } from "./calls.tsx";
import { WebhookForm } from "./webhook-form.tsx";
import { WebhookTag } from "./webhooks.tsx";

/** A webhook: whether it is called, what became of its calls, and a call to try it. */
export function WebhookDetail({ webhook, back }: { webhook: Webhook; back: string }) {
  const t = useAllText();
  const say = useProblemText();
  const format = useFormat();
  const cache = useQueryClient();
  const [, navigate] = useLocation();
  const [shown, setShown] = useState<"edit" | "delete" | null>(null);
  const words = t.manager.notifications;
  const params = { path: { id: webhook.id } };
  const callsKey = [...keys.webhooks, webhook.id, "calls"];
  const calls = useQuery({
    queryKey: callsKey,
    staleTime: 0,
    queryFn: async ({ signal }) => (await api.GET("/api/v1/webhooks/{id}/calls", { params, signal })).data?.items ?? [],
  });
  const failed = (error: unknown) => toast({ text: say(error), look: "bad" });
  const test = useMutation({
    mutationFn: async () => (await api.POST("/api/v1/webhooks/{id}/test", { params })).data,
    onSuccess: (call) => {
      if (call === undefined) return;
      const why = call.error ?? (call.status == null ? "" : words.answered(call.status));
      toast(call.arrived ? { text: words.arrived } : { text: words.didNotArrive(why), look: "bad" });
    },
    onError: failed,
    onSettled: () => cache.invalidateQueries({ queryKey: callsKey }),
  });
  const turn = useMutation({
    mutationFn: () => {
      const request = { params, headers: match(webhook.revision), body: { enabled: !webhook.enabled } };
      return change(keys.webhooks, () => api.PATCH("/api/v1/webhooks/{id}", request));
    },
    onError: failed,
  });

  return (
    <Detail
      title={webhook.description ?? words.webhook}
      text={webhook.url}
      tag={<WebhookTag webhook={webhook} />}
      back={back}
      actions={
        <>
          <Button icon={<Send aria-hidden />} busy={test.isPending} onClick={() => test.mutate()}>
            {words.test}
          </Button>
          <Button
            icon={webhook.enabled ? <Ban aria-hidden /> : <Check aria-hidden />}
            busy={turn.isPending}
            onClick={() => turn.mutate()}
          >
            {webhook.enabled ? t.manager.disable : t.manager.enable}
          </Button>
          <Menu
            align="end"
            trigger={
              <IconButton label={t.everywhere.more}>
                <Ellipsis aria-hidden />
              </IconButton>
            }
          >
            <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setShown("edit")}>
              {t.everywhere.edit}
            </MenuItem>
            <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => setShown("delete")}>
              {t.everywhere.delete}
            </MenuItem>
          </Menu>
        </>
      }
    >
      <Card caption={words.webhook}>
        <Facts>
          <Fact name={words.url}>{webhook.url}</Fact>
          <Fact name={t.manager.created}>{format.dateTime(webhook.created_at)}</Fact>
        </Facts>
      </Card>
      <Calls calls={calls.data} />
      {shown === "edit" && <WebhookForm webhook={webhook} onClose={() => setShown(null)} />}
      {shown === "delete" && (
        <DeleteByName
          title={words.deleteWebhook}
          text={words.deleteWebhookText}
          name={new URL(webhook.url).host}
          onClose={() => setShown(null)}
          submit={async () => {
            await api.DELETE("/api/v1/webhooks/{id}", { params, headers: match(webhook.revision) });
            navigate(back);
            await change(keys.webhooks, async () => undefined);
          }}
        />
      )}
    </Detail>
  );
}
