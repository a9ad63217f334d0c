// Small helps on the pages for signing in; everything works without them.
for (const field of document.querySelectorAll('input[type="password"]')) {
  const button = document.createElement("button");
  const say = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? "Hide the password" : "Show the password";
  };
  button.type = "button";
  button.className = "staff-link staff-show";
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => say(field.type === "password"));
  field.form.addEventListener("submit", () => say(false)); // Browsers offer to keep only what is a password when it is sent.
  field.after(button);
  say(false);
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
