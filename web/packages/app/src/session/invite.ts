/**
 * Links that let somebody in for the first time: name and first password stand behind the `#`, so that they are in no
 * request and no log. The first password is good for one thing, choosing another.
 */
const PATH = "/invite";

interface Invited {
  username: string;
  password: string;
}

let invited: Invited | null = null;
let offered = false;

/** The link for an account whose password has to be changed at the first sign-in. */
export function inviteLink(origin: string, { username, password }: Invited): string {
  return `${origin}${PATH}#${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
}

/** What stands behind the `#` of such a link; nothing for any other. */
export function readInvite(hash: string): Invited | null {
  const parts = hash.replace(/^#/, "").split(":");
  if (parts.length !== 2) return null;
  try {
    const [username = "", password = ""] = parts.map(decodeURIComponent);
    return username === "" || password === "" ? null : { username, password };
  } catch {
    return null;
  }
}

/**
 * Takes the invitation out of the address of the page, where it would stay in the history of the browser: before
 * anything is drawn, whoever is signed in here and whether or not the server answers.
 */
export function takeInvite(): void {
  if (location.pathname !== PATH) return;
  invited = readInvite(location.hash);
  history.replaceState(null, "", "/");
}

/** The invitation that this page was opened with, to be offered to whoever signs in. */
export function invitation(): Invited | null {
  offered = true;
  return invited;
}

/** Somebody is signed in: an invitation of somebody else is not theirs. */
export function keepInvitationOf(username: string): void {
  if (invited?.username !== username) invited = null;
}

/** A session ended: what was offered in it is not the next one's. */
export function forgetInvitation(): void {
  if (offered) invited = null;
}

/** The first password of whoever came by a link, until they chose their own. */
export function firstPasswordOf(username: string): string | null {
  return invited?.username === username ? invited.password : null;
}
