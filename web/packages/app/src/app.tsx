import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { CloudOff } from "lucide-react";
import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { Button } from "./design/button.tsx";
import { Empty } from "./design/empty.tsx";
import { ToastProvider } from "./design/toast.tsx";
import { PreferencesProvider } from "./preferences/index.tsx";
import { queries } from "./server/index.ts";
import { ForcedChange } from "./session/change-password.tsx";
import { SessionProvider, useSession } from "./session/index.tsx";
import { SignIn } from "./session/sign-in.tsx";
import { CrashGuard } from "./shell/crash.tsx";
import { useText } from "./text/index.ts";

const Setup = lazy(() => import("./session/setup.tsx").then((module) => ({ default: module.Setup })));
const FirstRun = lazy(() => import("./first-run/index.tsx").then((module) => ({ default: module.FirstRun })));
const Vault = lazy(() => import("./vault/index.tsx").then((module) => ({ default: module.Vault })));
const Manager = lazy(() => import("./manager/index.tsx").then((module) => ({ default: module.Manager })));

/** The whole page: what holds everywhere around what the address and the session lead to. */
export function App() {
  return (
    <CSPProvider disableStyleElements>
      <PreferencesProvider>
        <QueryClientProvider client={queries}>
          <SessionProvider>
            <ToastProvider>
              <CrashGuard>
                <Suspense>
                  <Pages />
                </Suspense>
              </CrashGuard>
            </ToastProvider>
          </SessionProvider>
        </QueryClientProvider>
      </PreferencesProvider>
    </CSPProvider>
  );
}

function Pages() {
  const t = useText();
  const { state, reload } = useSession();
  switch (state.kind) {
    case "loading":
      return null;
    case "unreachable":
      return (
        <Empty icon={<CloudOff aria-hidden />} title={t.problems.unreachable}>
          <Button look="go" onClick={() => void reload()}>
            {t.everywhere.retry}
          </Button>
        </Empty>
      );
    case "setup":
      return <Setup />;
    case "out":
      return <SignIn key={state.why} out={state} />;
    case "in":
      if (state.user.must_change_password === true) return <ForcedChange />;
      return (
        <Switch>
          <Route path="/welcome">
            <FirstRun />
          </Route>
          <Route path="/manager/*?">
            <Manager />
          </Route>
          <Route>
            <Vault />
          </Route>
        </Switch>
      );
  }
}
