import { KeyRound, Lock, LogOut, MonitorSmartphone, Palette, Settings2 } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { Link, useLocation } from "wouter";
import { IconButton } from "../design/button.tsx";
import { Face } from "../design/face.tsx";
import { Menu, MenuItem, MenuLine } from "../design/menu.tsx";
import { usePreferences } from "../preferences/index.tsx";
import { useIdleLock } from "../session/idle.ts";
import { useSession, useUser } from "../session/index.tsx";
import { useText } from "../text/index.ts";
import { Connection } from "./connection.tsx";
import styles from "./shell.module.css";

const AppearanceDialog = lazy(() =>
  import("../preferences/dialog.tsx").then((module) => ({ default: module.AppearanceDialog })),
);
const SessionsDialog = lazy(() =>
  import("../session/sessions.tsx").then((module) => ({ default: module.SessionsDialog })),
);

interface ShellProps {
  /** Stands beside the mark: the switcher of databases, or the name of the Server Manager. */
  place: ReactNode;
  /** The search field, or nothing. */
  search?: ReactNode;
  /** Buttons before the face: approvals, notices. */
  tools?: ReactNode;
  children: ReactNode;
}

/** What stands around every page of somebody who is signed in: the bar above, the content, the lock. */
export function Shell({ place, search, tools, children }: ShellProps) {
  const t = useText();
  const { lock } = useSession();
  const { preferences } = usePreferences();
  useIdleLock(preferences.idleMinutes, lock);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {t.shell.skip}
      </a>
      <header className={styles.bar}>
        <Link href="/" className={styles.mark} aria-label={t.everywhere.product}>
          <KeyRound aria-hidden />
          <span>{t.everywhere.product}</span>
        </Link>
        {place}
        <div className={styles.search}>{search}</div>
        {tools}
        <AccountMenu />
      </header>
      <Connection />
      <main id="content" className={styles.content} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function AccountMenu() {
  const t = useText();
  const user = useUser();
  const { lock, signOut } = useSession();
  const [location, navigate] = useLocation();
  const [shown, setShown] = useState<"appearance" | "sessions" | null>(null);
  // Fetched when one of them is opened first; from then on they stay, to be closed as they were opened.
  const [asked, setAsked] = useState(false);
  function show(dialog: "appearance" | "sessions") {
    setAsked(true);
    setShown(dialog);
  }
  const managing = location.startsWith("/manager");
  const name = user.full_name ?? user.username;
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label={`${t.shell.account}: ${name}`}>
            <Face name={name} />
          </IconButton>
        }
      >
        <MenuItem
          icon={managing ? <KeyRound aria-hidden /> : <Settings2 aria-hidden />}
          onSelect={() => navigate(managing ? "/" : "/manager")}
        >
          {managing ? t.shell.client : t.shell.serverManager}
        </MenuItem>
        <MenuItem icon={<Palette aria-hidden />} onSelect={() => show("appearance")}>
          {t.preferences.title}
        </MenuItem>
        <MenuItem icon={<MonitorSmartphone aria-hidden />} onSelect={() => show("sessions")}>
          {t.session.sessions}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Lock aria-hidden />} keys="Alt L" onSelect={() => void lock()}>
          {t.session.lockNow}
        </MenuItem>
        <MenuItem icon={<LogOut aria-hidden />} onSelect={() => void signOut()}>
          {t.session.signOut}
        </MenuItem>
      </Menu>
      {asked && (
        <Suspense>
          <AppearanceDialog open={shown === "appearance"} onClose={() => setShown(null)} />
          <SessionsDialog open={shown === "sessions"} onClose={() => setShown(null)} />
        </Suspense>
      )}
    </>
  );
}
