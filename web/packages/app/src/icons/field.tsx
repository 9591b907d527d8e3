import { Shapes } from "lucide-react";
import { lazy, Suspense, useId, useState } from "react";
import { Button } from "../design/button.tsx";
import { Popover } from "../design/popover.tsx";
import { useText } from "../text/index.ts";
import styles from "./icons.module.css";
import { Picture } from "./picture.tsx";

const IconGrid = lazy(() => import("./grid.tsx").then((module) => ({ default: module.IconGrid })));

/** The icon of what is edited, and the way to another one. */
export function IconField({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const t = useText();
  const id = useId();
  const [open, setOpen] = useState(false);
  // Each time it opens it is a new one: the last may still be on its way out, with what was typed into it.
  const [time, setTime] = useState(0);
  return (
    <div className={styles.field}>
      <span id={id}>{t.moving.icon}</span>
      <Popover
        title={t.moving.icon}
        align="start"
        open={open}
        onOpenChange={(next) => {
          if (next) setTime(time + 1);
          setOpen(next);
        }}
        trigger={
          <Button aria-describedby={id} icon={<Picture name={value} instead={<Shapes aria-hidden />} />}>
            {t.moving.chooseIcon}
          </Button>
        }
      >
        <Suspense>
          <IconGrid
            key={time}
            value={value}
            onPick={(name) => {
              onChange(name);
              setOpen(false);
            }}
          />
        </Suspense>
      </Popover>
    </div>
  );
}
