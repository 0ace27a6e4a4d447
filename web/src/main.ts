import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { begin } from "./api/configuration";

await begin();
mount(App, { target: document.getElementById("app")! });
