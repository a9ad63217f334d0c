/* ProseMirror, as django-prose-editor bundles it: the one place that names its file. */
import { pm, commands } from "../../django_prose_editor/editor.js";

export const { model, state, view, transform, history, keymap, tables } = pm;
export const pmCommands = pm.commands;
export const listCommands = commands;
