import type { PatchUser, User } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useUser } from "../../session/index.tsx";
import { useAllText } from "../../text/index.ts";
import { governs } from "../access.ts";
import { change, keys, match } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { type Profile, ProfileFields } from "./profile.tsx";

/** What of the account is another value now: nothing else is sent, so nobody else's change is undone. */
export function patchOf(user: User, profile: Profile): PatchUser {
  const patch: PatchUser = {};
  if (profile.username.trim() !== user.username) patch.username = profile.username.trim();
  for (const key of ["full_name", "email", "department"] as const) {
    const value = profile[key]?.trim() || null;
    if (value !== (user[key] ?? null)) patch[key] = value;
  }
  const before = new Set(user.roles);
  if (profile.roles.length !== before.size || profile.roles.some((role) => !before.has(role))) {
    patch.roles = profile.roles;
  }
  return patch;
}

/** Changes what stands in an account. */
export function EditUser({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useAllText();
  const me = useUser();
  const access = useAccess();
  // What is sent is what differs from what was seen here, also after somebody else has changed the account.
  const [seen] = useState(user);
  const [profile, setProfile] = useState<Profile>(user);
  const identity = governs(me, user) || (me.id === user.id && access.superAdministrator);

  async function submit() {
    const body = patchOf(seen, profile);
    if (Object.keys(body).length === 0) return;
    const request = { params: { path: { id: user.id } }, headers: match(user.revision), body };
    await change(keys.users, () => api.PATCH("/api/v1/users/{id}", request));
    toast({ text: t.manager.users.saved(body.username ?? user.username) });
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      title={t.manager.users.editOf(user.username)}
      size="medium"
      go={t.everywhere.save}
      disabled={profile.username.trim() === ""}
      submit={submit}
    >
      <ProfileFields
        profile={profile}
        onChange={setProfile}
        identity={identity}
        roles={access.superAdministrator && me.id !== user.id}
      />
    </FormDialog>
  );
}
