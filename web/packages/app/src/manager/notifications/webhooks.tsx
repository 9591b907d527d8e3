import type { Webhook } from "@strongroom/client";
import { Ban, Check, Webhook as Icon, Plus } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useLocation } from "wouter";
import { Button } from "../../design/button.tsx";
import { Empty } from "../../design/empty.tsx";
import { type Column, Table } from "../../design/table.tsx";
import { Tag } from "../../design/tag.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { Page } from "../frame/page.tsx";
import { Panes } from "../frame/panes.tsx";
import { Answer } from "../frame/state.tsx";
import { useWebhooks } from "./data.ts";
import { WebhookDetail } from "./webhook-detail.tsx";
import { WebhookForm } from "./webhook-form.tsx";

const HERE = "/manager/notifications/webhooks";

/** Whether a webhook is called, in a word with its sign. */
export function WebhookTag({ webhook }: { webhook: Webhook }) {
  const t = useAllText();
  return webhook.enabled ? (
    <Tag look="allow" icon={<Check aria-hidden />}>
      {t.manager.notifications.called}
    </Tag>
  ) : (
    <Tag look="deny" icon={<Ban aria-hidden />}>
      {t.manager.disabled}
    </Tag>
  );
}

/** Other systems that are told; `id` is the one that is open, or `new`. */
export function Webhooks({ id, tabs }: { id: string | undefined; tabs: ReactNode }) {
  const t = useAllText();
  const format = useFormat();
  const [, navigate] = useLocation();
  const webhooks = useWebhooks();
  const words = t.manager.notifications;
  const open = webhooks.data?.find((one) => one.id === id);
  const columns = useMemo<Column<Webhook>[]>(
    () => [
      {
        id: "url",
        label: words.url,
        width: "minmax(160px, 3fr)",
        cell: (one) => one.url,
        order: (a, b) => a.url.localeCompare(b.url),
      },
      { id: "what", label: words.what, width: "minmax(100px, 2fr)", wide: true, cell: (one) => one.description },
      {
        id: "created",
        label: t.manager.created,
        width: "110px",
        wide: true,
        cell: (one) => format.date(one.created_at),
      },
      { id: "state", label: t.manager.users.state, width: "112px", cell: (one) => <WebhookTag webhook={one} /> },
    ],
    [t, words, format],
  );
  const none = <Empty icon={<Icon aria-hidden />} title={words.noWebhook} text={words.noWebhookText} />;
  return (
    <>
      <Panes
        name="webhooks"
        detail={open === undefined ? null : <WebhookDetail key={open.id} webhook={open} back={HERE} />}
        list={
          <Page
            title={t.manager.places.notifications}
            under={tabs}
            actions={
              <Button look="go" icon={<Plus aria-hidden />} onClick={() => navigate(`${HERE}/new`)}>
                {words.newWebhook}
              </Button>
            }
          >
            <Answer of={webhooks}>
              {(list) => (
                <Table
                  label={words.webhooks}
                  rows={list}
                  columns={columns}
                  keyOf={(one) => one.id}
                  nameOf={(one) => one.url}
                  current={open?.id ?? null}
                  onOpen={(one) => navigate(`${HERE}/${one.id}`)}
                  empty={none}
                />
              )}
            </Answer>
          </Page>
        }
      />
      {id === "new" && <WebhookForm onClose={() => navigate(HERE)} />}
    </>
  );
}
