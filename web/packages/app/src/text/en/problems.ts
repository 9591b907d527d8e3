/** What went wrong, in the words of the person it happened to. Keys are the codes of the API. */
export const problems = {
  unreachable: "The server does not answer. What you typed is kept; try again in a moment.",
  internal: "Something went wrong on the server. Nothing was changed.",
  unknown: "The server refused, and this page does not know why. Reload it to be sure it is current.",
  unauthenticated: "Your session has ended. Sign in again; what you typed is kept.",
  invalid_credentials: "The name or the password is not right.",
  rate_limited: "Too many tries.",
  rate_limited_for: (seconds: number) =>
    seconds < 90
      ? `Too many tries. Try again in ${seconds} seconds.`
      : `Too many tries. Try again in ${Math.ceil(seconds / 60)} minutes.`,
  forbidden: "You may not do this.",
  forbidden_for: (permission: string) => `You may not do this: it takes the permission “${permission}”.`,
  not_found: "This does not exist, or you may not see it.",
  revision_conflict: "Somebody changed this since you opened it.",
  locked: "Somebody else is editing this.",
  locked_by: (holder: string) => `${holder} is editing this.`,
  database_closed: "This database is closed.",
  name_taken: "This name is taken.",
  license_limit: "The licence has no seat left.",
  weak_password: "This password is too easy to guess.",
  wrong_password: "The present password is not right.",
  wrong_master_password: "The master password is not right.",
  wrong_second_password: "The second password is not right.",
  second_password_required: "This is protected by a second password.",
  last_super_administrator: "There must be one super administrator who can sign in.",
  seal_state: "The seal is in another state by now.",
  too_large: "This is larger than the server takes.",
  timeout: "It took too long. Nothing was changed.",
  unavailable: "The server can not do this at the moment.",
  audit_unavailable: "The server can not write its audit, so it gives nothing out.",
  storage_full: "The server's disk is full. Nothing was changed.",
  invalid_license:
    "This licence is not valid here: its signature is not one that this server trusts, or it was changed.",
  private_database: "This is not possible with a private database, or a group that owns one.",
};
