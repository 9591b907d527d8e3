mod content;
mod stored;
mod types;
mod values;
