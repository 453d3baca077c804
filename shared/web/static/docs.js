"use strict";
const place = document.getElementById("api");
SwaggerUIBundle({ url: place.dataset.spec, domNode: place, presets: [SwaggerUIBundle.presets.apis], validatorUrl: null });
