import { ShieldCheck } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { Button } from "../../design/button.tsx";
import { Dialog } from "../../design/dialog.tsx";
import { Empty } from "../../design/empty.tsx";
import { useAllText } from "../../text/index.ts";
import { Page } from "../frame/page.tsx";
import { Panes } from "../frame/panes.tsx";
import { Answer } from "../frame/state.tsx";
import { keyOf, useAudit } from "./data.ts";
import { RecordDetail } from "./detail.tsx";
import { Filters } from "./filters.tsx";
import { type Filter, fromQuery, isEmpty, toQuery } from "./query.ts";
import { AuditTable } from "./table.tsx";
import { Verify } from "./verify.tsx";

const HERE = "/manager/audit";

/** What happened on this server, newest first; the filters stand in the address, so a view can be kept and passed on. */
export function AuditPage({ chain, number }: { chain: string | undefined; number: string | undefined }) {
  const t = useAllText();
  const search = useSearch();
  const [, navigate] = useLocation();
  const filter = useMemo(() => fromQuery(search), [search]);
  const audit = useAudit(filter);
  const [verifying, setVerifying] = useState(false);
  const records = useMemo(() => audit.data?.pages.flatMap((page) => page.items) ?? [], [audit.data]);
  const key = chain === undefined || number === undefined ? null : `${chain}/${number}`;
  const open = records.find((record) => keyOf(record) === key);
  const suffix = isEmpty(filter) ? "" : `?${toQuery(filter)}`;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = audit;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  function narrow(next: Filter) {
    navigate(isEmpty(next) ? HERE : `${HERE}?${toQuery(next)}`, { replace: true });
  }

  const list = (
    <Page
      title={t.manager.places.audit}
      actions={
        <Button icon={<ShieldCheck aria-hidden />} onClick={() => setVerifying(true)}>
          {t.manager.verify.go}
        </Button>
      }
      under={<Filters filter={filter} onChange={narrow} />}
    >
      <Answer of={{ data: audit.data, error: audit.error, refetch: audit.refetch }}>
        {() => (
          <AuditTable
            records={records}
            current={key}
            onOpen={(record) => navigate(`${HERE}/${keyOf(record)}${suffix}`)}
            onEnd={more}
            empty={
              <Empty title={t.manager.audit.none} text={isEmpty(filter) ? undefined : t.manager.audit.noneText}>
                {!isEmpty(filter) && <Button onClick={() => narrow({})}>{t.manager.audit.clear}</Button>}
              </Empty>
            }
          />
        )}
      </Answer>
    </Page>
  );
  const detail = open === undefined ? null : <RecordDetail record={open} back={`${HERE}${suffix}`} onNarrow={narrow} />;
  return (
    <>
      <Panes name="audit" list={list} detail={detail} />
      <Dialog open={verifying} onClose={() => setVerifying(false)} title={t.manager.verify.title} size="medium">
        <Verify />
      </Dialog>
    </>
  );
}
