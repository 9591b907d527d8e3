/** Each of the seventeen permissions by name, in the order of every list. */
export const permissions = {
  /** What a permission is called where it stands in a list or a sentence. */
  names: {
    access_database: "Open the database",
    access_entries: "See and use entries",
    read_entries: "Read entries",
    modify_entries: "Modify entries",
    add_entries: "Add entries",
    delete_entries: "Delete entries",
    auto_complete: "Type into programs",
    auto_fill: "Fill in browsers",
    accept_from_addons: "Accept from add-ons",
    print_entries: "Print entries",
    export_entries: "Export entries",
    save_local_copy: "Save a local copy",
    synchronize: "Synchronise",
    grant_access: "Grant access to others",
    seal_entries: "Seal entries",
    set_second_password: "Set second passwords",
    grant_admin_rights: "Administer the database",
  },
  /** What a permission lets a person do, in one sentence. */
  explained: {
    access_database:
      "The database is in the person's list and can be opened; without this, nothing in it can be reached.",
    access_entries:
      "Titles and details without secrets are shown, and passwords can be filled in but never seen: a hurdle, not a wall.",
    read_entries: "Passwords, notes, history and attachments can be shown and copied.",
    modify_entries: "Entries and folders can be changed, tagged and put back to an earlier version.",
    add_entries: "New entries and folders can be added, even where nothing can be read.",
    delete_entries: "Entries and folders can be put into the bin and moved elsewhere.",
    auto_complete: "The desktop agent types user names, passwords and codes into programs.",
    auto_fill: "The browser add-on fills in user names, passwords and codes on web pages.",
    accept_from_addons: "What is saved in a browser or program is taken into the database as a new entry.",
    print_entries: "Entries that the person can read can be printed.",
    export_entries: "Entries that the person can read can be taken out as a file that other programs open.",
    save_local_copy: "Entries that the person can read can be saved as an encrypted copy outside of the server.",
    synchronize: "Entries that the person can read can be kept in step with another device.",
    grant_access: "Access to entries can be given to other people, never more than the person has.",
    seal_entries: "Access given to others can be sealed, so that it opens only after somebody approves.",
    set_second_password: "Entries and folders can be protected by one more password.",
    grant_admin_rights:
      "The rights, grants, seals, bin and properties of this database can be administered; entries are not readable by it.",
  },
};
