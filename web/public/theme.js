// Before the first paint, so that a page with a chosen theme or language does not flash in another one.
try {
  const theme = localStorage.getItem("prep.theme");
  if (theme === '"light"' || theme === '"dark"') document.documentElement.dataset.theme = JSON.parse(theme);
  const language = localStorage.getItem("prep.language");
  if (language === '"en"' || language === '"ko"') document.documentElement.lang = JSON.parse(language);
} catch {
  // Without storage the system's theme is used.
}
