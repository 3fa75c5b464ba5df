// Before the first paint: the page is laid out once, for who has scripts and for who has none.
document.documentElement.classList.add("js");
