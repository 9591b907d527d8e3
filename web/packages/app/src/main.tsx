import "./design/fonts.css";
import "./design/tokens.css";
import "./design/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { takeInvite } from "./session/invite.ts";
import { sweep } from "./vault/drafts/box.ts";
import { browserShelf } from "./vault/drafts/browser-shelf.ts";

takeInvite();

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App />);

// A browser that keeps nothing has nothing to sweep.
void sweep(browserShelf).catch(() => undefined);
