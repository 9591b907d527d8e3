import type { Subscription } from "@strongroom/client";
import { useMutation } from "@tanstack/react-query";
import { BellPlus, Pencil, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { Button, IconButton } from "../../design/button.tsx";
import { Card, CardRow } from "../../design/card.tsx";
import { Empty } from "../../design/empty.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { useDatabases } from "../../vault/databases.ts";
import { eventName } from "../audit/words.ts";
import { change, keys, match } from "../frame/data.ts";
import { Page } from "../frame/page.tsx";
import { Answer } from "../frame/state.tsx";
import { useSubscriptions } from "./data.ts";
import styles from "./notifications.module.css";
import { SubscriptionForm } from "./subscription-form.tsx";

const HERE = "/manager/notifications";

/** One's own subscriptions; `id` is the one that is changed, or `new`. */
export function Subscriptions({ id, tabs }: { id: string | undefined; tabs: ReactNode }) {
  const t = useAllText();
  const [, navigate] = useLocation();
  const subscriptions = useSubscriptions();
  const words = t.manager.notifications;
  const back = () => navigate(HERE);
  const edited = subscriptions.data?.find((one) => one.id === id);
  return (
    <Page
      title={t.manager.places.notifications}
      padded={subscriptions.data?.length !== 0}
      under={tabs}
      actions={
        <Button look="go" icon={<BellPlus aria-hidden />} onClick={() => navigate(`${HERE}/new`)}>
          {words.subscribe}
        </Button>
      }
    >
      <Answer of={subscriptions}>
        {(list) =>
          list.length === 0 ? (
            <Empty icon={<BellPlus aria-hidden />} title={words.none} text={words.noneText} />
          ) : (
            <Card caption={words.yours}>
              {list.map((one) => (
                <CardRow key={one.id}>
                  <Line subscription={one} />
                </CardRow>
              ))}
            </Card>
          )
        }
      </Answer>
      {id === "new" && <SubscriptionForm onClose={back} />}
      {edited !== undefined && <SubscriptionForm key={edited.id} subscription={edited} onClose={back} />}
    </Page>
  );
}

function Line({ subscription }: { subscription: Subscription }) {
  const t = useAllText();
  const say = useProblemText();
  const format = useFormat();
  const [, navigate] = useLocation();
  const databases = useDatabases().data ?? [];
  const words = t.manager.notifications;
  const title = format.list(subscription.events.map((event) => eventName(event, t)));
  const where =
    subscription.databases.length === 0
      ? words.everywhere
      : format.list(subscription.databases.map((id) => databases.find((one) => one.id === id)?.name ?? words.unseen));
  const ways = [
    subscription.inbox && words.inbox,
    subscription.mail && words.mail,
    subscription.webhook != null && words.webhook,
  ].filter((way) => way !== false);

  const again = useMutation({
    mutationFn: () => {
      const { events, databases, objects, inbox, mail, webhook } = subscription;
      const body = { events, databases, objects, inbox, mail, webhook };
      return change(keys.subscriptions, () => api.POST("/api/v1/subscriptions", { body }));
    },
    onError: (error) => toast({ text: say(error), look: "bad" }),
  });
  const remove = useMutation({
    mutationFn: () => {
      const request = { params: { path: { id: subscription.id } }, headers: match(subscription.revision) };
      return change(keys.subscriptions, () => api.DELETE("/api/v1/subscriptions/{id}", request));
    },
    onSuccess: () => toast({ text: words.removed, action: { label: t.everywhere.undo, run: () => again.mutate() } }),
    onError: (error) => toast({ text: say(error), look: "bad" }),
  });

  return (
    <div className={styles.line}>
      <span>
        <b>{title}</b>
        <small>
          {where} · {format.list(ways)}
        </small>
      </span>
      <IconButton label={`${t.everywhere.edit}: ${title}`} onClick={() => navigate(`${HERE}/${subscription.id}`)}>
        <Pencil aria-hidden />
      </IconButton>
      <IconButton label={`${t.everywhere.remove}: ${title}`} onClick={() => remove.mutate()}>
        <Trash2 aria-hidden />
      </IconButton>
    </div>
  );
}
