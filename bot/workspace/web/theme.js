// Light, dark, or as the system has it.

const themes = { auto: ["◐", "as the system"], light: ["☀", "light"], dark: ["☾", "dark"] };

export function setUpTheme(button) {
  const apply = (name) => {
    localStorage.setItem("theme", name);
    if (name === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    const [sign, words] = themes[name];
    button.textContent = sign;
    button.title = `Theme: ${words}`;
    button.setAttribute("aria-label", button.title);
  };
  const names = Object.keys(themes);
  const current = () => (names.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto");
  button.onclick = () => apply(names[(names.indexOf(current()) + 1) % names.length]);
  apply(current());
}
