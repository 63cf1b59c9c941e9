// A chart's picture becomes live when its button is pressed: only then is Vega loaded. Nothing is evaluated: its interpreter
// walks the expressions, so that the page's policy needs no exception. Styles are set on elements, never as markup.
"use strict";
(() => {
  const script = (src) => new Promise((done, failed) => {
    const tag = document.createElement("script");
    Object.assign(tag, { src, onload: done, onerror: () => failed(new Error(src)) });
    document.head.append(tag);
  });
  let loading;
  const runtime = ({ vega, interpreter }) => (loading ??= script(vega).then(() => import(interpreter))
    .catch((error) => { loading = undefined; throw error; }));

  const marks = (view) => {
    const found = new Map();
    const walk = (item) => {
      if (item.tooltip && typeof item.tooltip === "object") found.set(JSON.stringify(item.tooltip), item);
      item.items?.forEach(walk);
    };
    walk(view.scenegraph().root);
    return [...found.values()];
  };
  const said = (told) => Object.entries(told).filter(([, text]) => text !== "").map(([title, text]) => `${title}: ${text}`);

  const element = (name, facts) => Object.assign(document.createElement(name), facts);

  const tell = (tip, told, at, frame) => {
    tip.replaceChildren(...said(told).map((line) => element("div", { textContent: line })));
    tip.hidden = false;
    const room = frame.getBoundingClientRect();
    tip.style.left = `${Math.max(0, Math.min(at.x - room.left + 12, room.width - tip.offsetWidth))}px`;
    const [below, above] = [at.y - room.top + 14, at.y - room.top - tip.offsetHeight - 12];
    tip.style.top = `${below + tip.offsetHeight > room.height && above > 0 ? above : below}px`;
  };

  const live = async (figure, picture) => {
    const [{ expressionInterpreter: expr }, answer] = await Promise.all([runtime(figure.dataset), fetch(figure.dataset.chart)]);
    if (!answer.ok) throw new Error(answer.status);
    const spec = await answer.json();
    const frame = element("div", { className: "live", tabIndex: 0 });
    const plot = element("div", {});
    const tip = element("div", { className: "chart-tip", hidden: true });
    const heard = element("p", { className: "unseen" });
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", `${picture.alt} ${figure.dataset.keys}`);
    plot.setAttribute("aria-hidden", "true");
    heard.setAttribute("role", "status");
    frame.append(plot, tip, heard);
    picture.after(frame);
    const shown = (event, told) => {
      if (told && typeof told === "object") tell(tip, told, { x: event.clientX, y: event.clientY }, frame);
      else tip.hidden = true;
    };
    const nothing = () => Promise.reject(new Error("a chart holds its data"));
    const view = new globalThis.vega.View(globalThis.vega.parse(spec, null, { ast: true }), {
      expr, renderer: "svg", container: plot, hover: true, loader: { load: nothing, sanitize: nothing },
      tooltip: (_, event, __, told) => { shown(event, told); },
    });
    view.addEventListener("click", (event, item) => { shown(event, item?.tooltip); });  // a finger does not hover
    await view.runAsync();
    const drawn = plot.querySelector("svg");
    const size = [drawn.getAttribute("width"), drawn.getAttribute("height")];
    drawn.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
    drawn.removeAttribute("width");
    drawn.removeAttribute("height");
    walkable(view, frame, plot, tip, heard);
    return frame;
  };

  const walkable = (view, frame, plot, tip, heard) => {
    const stops = marks(view);
    let here = -1;
    frame.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") tip.hidden = true;
      if (!step || !stops.length) return;
      event.preventDefault();
      stops[here]?._svg?.classList.remove("here");
      here = here < 0 && step < 0 ? stops.length - 1 : (here + step + stops.length) % stops.length;
      const { _svg: mark, tooltip } = stops[here];
      mark?.classList.add("here");
      const box = (mark ?? plot).getBoundingClientRect();
      tell(tip, tooltip, { x: box.left + box.width / 2, y: box.top + box.height / 2 }, frame);
      heard.textContent = said(tooltip).join(". ");
    });
    frame.addEventListener("blur", () => {
      tip.hidden = true;
      stops[here]?._svg?.classList.remove("here");
    });
  };

  const ready = (figure) => {
    const button = figure.querySelector("button[data-explore]");
    const picture = figure.querySelector("img");
    let frame;
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        frame ??= await live(figure, picture);
        const isLive = picture.hidden;
        picture.hidden = !isLive;
        frame.hidden = isLive;
        button.textContent = isLive ? button.dataset.explore : button.dataset.picture;
        button.disabled = false;
        (isLive ? button : frame).focus();
      } catch {
        figure.querySelector(".live")?.remove();
        const note = element("p", { className: "soft small", textContent: figure.dataset.failed });
        note.setAttribute("role", "status");
        button.after(note);
        button.remove();
      }
    });
  };
  document.querySelectorAll("figure.chart[data-chart]").forEach(ready);
})();
