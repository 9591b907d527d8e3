import { Tabs } from "../../design/tabs.tsx";
import { useAllText } from "../../text/index.ts";
import { useAccess } from "../frame/me.ts";
import { Subscriptions } from "./subscriptions.tsx";
import { Webhooks } from "./webhooks.tsx";

/** What one is told of, and which other systems are. */
export function NotificationsPage({ tab, id }: { tab: string | undefined; id: string | undefined }) {
  const t = useAllText();
  const { superAdministrator } = useAccess();
  const words = t.manager.notifications;
  const tabs = superAdministrator ? (
    <Tabs
      label={t.manager.places.notifications}
      tabs={[
        { href: "/manager/notifications", label: words.subscriptions },
        { href: "/manager/notifications/webhooks", label: words.webhooks },
      ]}
    />
  ) : undefined;
  if (tab === "webhooks" && superAdministrator) return <Webhooks id={id} tabs={tabs} />;
  return <Subscriptions id={tab} tabs={tabs} />;
}
