import type { Subscription } from "@strongroom/client";
import { useMemo, useState } from "react";
import { classes } from "../../design/classes.ts";
import { FormDialog } from "../../design/dialog.tsx";
import { Checkbox, SelectField } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useAllText } from "../../text/index.ts";
import { useDatabases } from "../../vault/databases.ts";
import { eventName } from "../audit/words.ts";
import { change, keys, match } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { useWebhooks } from "./data.ts";
import styles from "./notifications.module.css";

interface SubscriptionFormProps {
  subscription?: Subscription;
  onClose: () => void;
}

/** What one wants to be told of, of which databases, and by which way. */
export function SubscriptionForm({ subscription, onClose }: SubscriptionFormProps) {
  const t = useAllText();
  const { superAdministrator } = useAccess();
  const words = t.manager.notifications;
  const databases = useDatabases().data ?? [];
  const webhooks = useWebhooks(superAdministrator).data ?? [];
  const [events, setEvents] = useState<string[]>(subscription?.events ?? []);
  const [narrow, setNarrow] = useState<string[]>(subscription?.databases ?? []);
  const [inbox, setInbox] = useState(subscription?.inbox ?? true);
  const [mail, setMail] = useState(subscription?.mail ?? false);
  const [webhook, setWebhook] = useState(subscription?.webhook ?? "");
  const single = useMemo(
    () =>
      Object.entries(t.events.names)
        .filter(([event]) => !events.includes(event))
        .sort(([, a], [, b]) => a.localeCompare(b)),
    [t, events],
  );
  const chosenSingle = events.filter((event) => event in t.events.names);
  const flip = (list: string[], one: string) =>
    list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

  async function submit() {
    const body = { events, databases: narrow, inbox, mail, webhook: webhook || null };
    await change(keys.subscriptions, () => {
      if (subscription === undefined) return api.POST("/api/v1/subscriptions", { body });
      const request = { params: { path: { id: subscription.id } }, headers: match(subscription.revision), body };
      return api.PATCH("/api/v1/subscriptions/{id}", request);
    });
    toast({ text: words.saved });
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      title={subscription === undefined ? words.subscribe : words.editTitle}
      size="medium"
      go={t.everywhere.save}
      disabled={events.length === 0 || !(inbox || mail || webhook !== "")}
      submit={submit}
    >
      <fieldset className={classes(styles.set, styles.topics)}>
        <legend>{words.topics}</legend>
        {Object.entries(t.events.topics).map(([topic, name], index) => (
          <Checkbox
            key={topic}
            label={name}
            autoFocus={index === 0}
            checked={events.includes(topic)}
            onChange={() => setEvents(flip(events, topic))}
          />
        ))}
        {chosenSingle.map((event) => (
          <Checkbox key={event} label={eventName(event, t)} checked onChange={() => setEvents(flip(events, event))} />
        ))}
      </fieldset>
      <SelectField
        label={words.single}
        value=""
        onChange={(event) => event.target.value !== "" && setEvents([...events, event.target.value])}
      >
        <option value="">{words.choose}</option>
        {single.map(([event, name]) => (
          <option key={event} value={event}>
            {name}
          </option>
        ))}
      </SelectField>
      {databases.length > 0 && (
        <fieldset className={classes(styles.set, styles.databases)}>
          <legend>{words.databases}</legend>
          {databases.map((one) => (
            <Checkbox
              key={one.id}
              label={one.name}
              checked={narrow.includes(one.id)}
              onChange={() => setNarrow(flip(narrow, one.id))}
            />
          ))}
        </fieldset>
      )}
      <fieldset className={styles.set}>
        <legend>{words.ways}</legend>
        <Checkbox label={words.inbox} checked={inbox} onChange={(event) => setInbox(event.target.checked)} />
        <Checkbox
          label={words.mail}
          hint={words.mailHint}
          checked={mail}
          onChange={(event) => setMail(event.target.checked)}
        />
      </fieldset>
      {webhooks.length > 0 && (
        <SelectField label={words.webhook} value={webhook} onChange={(event) => setWebhook(event.target.value)}>
          <option value="">{t.everywhere.none}</option>
          {webhooks.map((one) => (
            <option key={one.id} value={one.id}>
              {one.description ?? one.url}
            </option>
          ))}
        </SelectField>
      )}
    </FormDialog>
  );
}
