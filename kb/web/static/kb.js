// Completions in the search box and buttons that copy or print: a page is complete without them.
(() => {
  "use strict";
  const said = document.currentScript.dataset;
  const PAUSE = 150; // ms after the last letter; a word typed fast asks once

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  const status = make("p", { role: "status", class: "hidden" });
  document.body.append(status);
  const say = (text) => { status.textContent = text; };

  // --- the search box, after the combobox pattern of ARIA 1.2 ---

  const completing = (input) => {
    const list = make("ul", {
      id: `${input.id}-suggestions`, role: "listbox", class: "suggestions", "aria-label": said.label,
    });
    list.hidden = true;
    input.after(list);
    input.type = "text"; // a search field may not be a combobox
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) input.setAttribute(name, value);

    let found = [];
    let active = -1;
    let timer;
    let asking = new AbortController();

    const mark = (index) => {
      active = index;
      for (const [place, option] of [...list.children].entries())
        option.setAttribute("aria-selected", place === active);
      if (active < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", list.children[active].id);
    };

    const show = (completions) => {
      found = completions;
      list.replaceChildren(...found.map((each, index) => make(
        "li", { id: `${list.id}-${index}`, role: "option" },
        make("span", { lang: "sv" }, each.text), make("small", {}, said[each.kind] ?? ""),
      )));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", !list.hidden);
      mark(-1);
    };

    const close = () => {
      clearTimeout(timer);
      asking.abort();
      if (!list.hidden) show([]);
    };

    const ask = async () => {
      const text = input.value.trim();
      if (!text) return close();
      asking.abort();
      asking = new AbortController();
      const { signal } = asking;
      try {
        const answer = await fetch(`/forslag?q=${encodeURIComponent(text)}`, { signal });
        const completions = answer.ok ? await answer.json() : [];
        if (signal.aborted || document.activeElement !== input) return;
        show(completions);
        const { length } = completions;
        say(length > 1 ? said.many.replace("{count}", length) : length ? said.one : said.none);
      } catch {
        if (!signal.aborted) show([]); // whoever typed goes on without: the form works by itself
      }
    };

    const choose = ({ text, url }) => {
      close();
      const { lang } = input.form.elements;
      if (url) location.assign(lang ? `${url}?lang=${lang.value}` : url);
      else {
        input.value = text;
        input.form.requestSubmit();
      }
    };

    const keys = {
      ArrowDown: () => (list.hidden ? ask() : mark(active + 1 < found.length ? active + 1 : -1)),
      ArrowUp: () => (list.hidden ? ask() : mark(active < 0 ? found.length - 1 : active - 1)),
      Enter: () => choose(found[active]),
      Escape: close,
    };
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const { key } = event;
      if (key === "Home" || key === "End" || key === "ArrowLeft" || key === "ArrowRight") mark(-1);
      if (!keys[key] || (key === "Enter" && active < 0) || (key === "Escape" && list.hidden)) return;
      event.preventDefault();
      keys[key]();
    });
    const later = (event) => {
      if (event.isComposing) return;
      clearTimeout(timer);
      mark(-1); // what was marked completed something else
      timer = setTimeout(ask, PAUSE);
    };
    input.addEventListener("input", later);
    input.addEventListener("compositionend", later);
    input.addEventListener("blur", close);
    input.form.addEventListener("submit", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => {
      const index = [...list.children].indexOf(event.target.closest("li"));
      if (index >= 0) choose(found[index]);
    });
  };

  // --- what can be copied ---

  const copying = (field) => {
    const button = make("button", { type: "button", class: "copy" }, said.copy);
    const [label] = field.labels;
    if (label) {
      label.id ||= `${field.id}-label`;
      button.setAttribute("aria-describedby", label.id);
    }
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        field.select();
        if (!document.execCommand("copy")) return; // it stays selected, to be copied by hand
      }
      button.textContent = said.copied;
      say(said.copied);
      setTimeout(() => { button.textContent = said.copy; }, 3000);
    });
    field.after(button);
  };

  // --- what is to be printed ---

  const printing = (hint) => {
    const button = make("button", { type: "button" }, hint.dataset.print);
    button.addEventListener("click", () => window.print());
    hint.prepend(button);
  };

  document.querySelectorAll(".search-row input[name=q]").forEach(completing);
  document.querySelectorAll("input[data-copyable], textarea[data-copyable]").forEach(copying);
  document.querySelectorAll("[data-print]").forEach(printing);
})();
