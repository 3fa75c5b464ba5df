// Keeps the last day for when there is no network. Browsers give this to secure addresses only.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js");
