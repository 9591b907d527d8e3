import type { Role, User } from "@strongroom/client";
import { Checkbox, TextField } from "../../design/field.tsx";
import { useAllText } from "../../text/index.ts";
import styles from "./users.module.css";

/** What stands in an account beside its password. */
export type Profile = Pick<User, "username" | "full_name" | "email" | "department" | "roles">;

const ROLES: Role[] = ["super_administrator", "administrator", "account_administrator", "auditor"];

interface ProfileFieldsProps {
  profile: Profile;
  onChange: (profile: Profile) => void;
  /** Whether the name to sign in with and the address may be changed. */
  identity: boolean;
  /** Whether roles are offered: only super administrators give them, and nobody to themselves. */
  roles: boolean;
}

/** The fields of an account. */
export function ProfileFields({ profile, onChange, identity, roles }: ProfileFieldsProps) {
  const t = useAllText();
  const words = t.manager.users;
  const set = (part: Partial<Profile>) => onChange({ ...profile, ...part });
  return (
    <>
      <div className={styles.pair}>
        <TextField
          autoFocus
          required
          label={words.username}
          autoCapitalize="off"
          disabled={!identity}
          value={profile.username}
          onChange={(event) => set({ username: event.target.value })}
        />
        <TextField
          label={words.fullName}
          value={profile.full_name ?? ""}
          onChange={(event) => set({ full_name: event.target.value })}
        />
        <TextField
          label={words.email}
          type="email"
          disabled={!identity}
          value={profile.email ?? ""}
          onChange={(event) => set({ email: event.target.value })}
        />
        <TextField
          label={words.department}
          value={profile.department ?? ""}
          onChange={(event) => set({ department: event.target.value })}
        />
      </div>
      {roles && (
        <fieldset className={styles.roles}>
          <legend>{words.roles}</legend>
          {ROLES.map((role) => (
            <Checkbox
              key={role}
              label={t.manager.roles[role]}
              hint={t.manager.roleTexts[role]}
              checked={profile.roles.includes(role)}
              onChange={(event) =>
                set({
                  roles: event.target.checked ? [...profile.roles, role] : profile.roles.filter((one) => one !== role),
                })
              }
            />
          ))}
        </fieldset>
      )}
    </>
  );
}
