/** Made by `npm run generate:client` from the API's own document: do not edit. */

export interface paths {
    "/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find a customer by email address
         * @description Scope `customers:read`.
         */
        get: operations["findCustomer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{id}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Balance, now or at a time
         * @description Scope `balance:read`. Expired credits are gone at the instant; `by_type` adds up to `available`.
         */
        get: operations["getBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{id}/spends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Spend credits on a service
         * @description Scope `spend`. All or nothing: subscription credits first, soonest expiry first. A refusal is not kept: the same key may succeed later.
         */
        post: operations["spend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spends/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Up to 500 spends at once
         * @description Scope `spend`. Each item carries its own idempotency key, is all or nothing by itself, and is answered in its place with the status and the body that it would have had alone; no header. It counts as so many requests as it has spends. After 503 send the same batch again: what was done is replayed.
         */
        post: operations["spendBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spends/{id}/reversal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the credits of a failed run back
         * @description Scope `reverse`, company keys only. Once per spend, to the grants that paid; what would return to an expired grant becomes promotional for 7 days.
         */
        post: operations["reverse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{id}/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set credits aside for a run
         * @description Scope `hold`. Held credits leave `available` in the order of spending and outlive the expiry of their grant. The hold lapses by itself: then they are back.
         */
        post: operations["placeHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/holds/{id}/capture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Spend what is held
         * @description Scope `hold`. Makes one spend of all of the held credits or of a part, and releases the rest; once per hold. A customer’s own key knows only the holds that it made.
         */
        post: operations["captureHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/holds/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let go of what is held
         * @description Scope `hold`. The credits return to the grants they came from. A customer’s own key knows only the holds that it made.
         */
        post: operations["releaseHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{id}/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every movement of credits, newest first
         * @description Scope `usage:read`.
         */
        get: operations["listLedger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was used, newest first
         * @description Scope `usage:read`.
         */
        get: operations["listUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Services and what they cost
         * @description Any key. The active services, by their names in the API.
         */
        get: operations["listServices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @example {
         *       "service": "image-metadata",
         *       "metadata": {
         *         "order": "A-17"
         *       }
         *     }
         */
        SpendRequest: {
            /** @description The service’s slug. */
            service: string;
            /** @default 1 */
            quantity?: number;
            /** @description Up to 20 members of your own, kept with the spend. */
            metadata?: {
                [key: string]: string | number | boolean;
            };
        };
        BatchRequest: {
            /** @description Answered in the same order. */
            spends: components["schemas"]["BatchItem"][];
        };
        /**
         * @example {
         *       "customer": "019a2f3c-5d10-7c4e-9a41-0c7f52f0aa01",
         *       "service": "image-metadata",
         *       "idempotency_key": "order-A-17"
         *     }
         */
        BatchItem: {
            /**
             * Format: uuid
             * @description The customer’s id.
             */
            customer: string;
            /** @description The service’s slug. */
            service: string;
            /** @default 1 */
            quantity?: number;
            /** @description Up to 20 members of your own, kept with the spend. */
            metadata?: {
                [key: string]: string | number | boolean;
            };
            /** @description Your name for this request. Sent again with the same body it gives the same answer. */
            idempotency_key: string;
        };
        /**
         * @example {
         *       "reason": "The run failed"
         *     }
         */
        ReversalRequest: {
            /** @description Why, for our support. */
            reason?: string;
        };
        /**
         * @example {
         *       "service": "image-metadata",
         *       "quantity": 3,
         *       "expires_in": 600
         *     }
         */
        HoldRequest: {
            /** @description The service’s slug. */
            service: string;
            /** @default 1 */
            quantity?: number;
            /**
             * @description Seconds after which the hold lapses by itself.
             * @default 900
             */
            expires_in?: number;
        };
        /**
         * @example {
         *       "credits": 20
         *     }
         */
        CaptureRequest: {
            /** @description How many of the held credits to spend; all unless told. The others are released. */
            credits?: number;
        };
        /**
         * @example {
         *       "id": "019a2f3c-5d10-7c4e-9a41-0c7f52f0aa01",
         *       "email": "ada@example.com",
         *       "status": "active"
         *     }
         */
        Customer: {
            /** Format: uuid */
            id: string;
            /** Format: email */
            email: string;
            /** @enum {string} */
            status: "active" | "suspended" | "closed";
        };
        /** @description RFC 9457. Further members, by code, are in the examples. */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @description Stable: decide by this. */
            code: string;
            /** @description Tell us this when you ask about it. */
            request_id: string;
            fields?: {
                [key: string]: string;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * @example {
         *       "available": 490,
         *       "held": 0,
         *       "frozen": 0,
         *       "debt": 0,
         *       "by_type": {
         *         "subscription": 0,
         *         "pay_as_you_go": 490,
         *         "promotional": 0
         *       },
         *       "next_expiry": null
         *     }
         */
        Balance: {
            /**
             * @description Credits, at most two decimals.
             * @example 12.5
             */
            available: number;
            /**
             * @description Credits, at most two decimals.
             * @example 12.5
             */
            held: number;
            /**
             * @description Credits, at most two decimals.
             * @example 12.5
             */
            frozen: number;
            /**
             * @description Credits, at most two decimals.
             * @example 12.5
             */
            debt: number;
            by_type: {
                /**
                 * @description Credits, at most two decimals.
                 * @example 12.5
                 */
                subscription: number;
                /**
                 * @description Credits, at most two decimals.
                 * @example 12.5
                 */
                pay_as_you_go: number;
                /**
                 * @description Credits, at most two decimals.
                 * @example 12.5
                 */
                promotional: number;
            };
            next_expiry: {
                /** Format: date-time */
                at: string;
                /**
                 * @description Credits, at most two decimals.
                 * @example 12.5
                 */
                credits: number;
            } | null;
        };
        /**
         * @example {
         *       "id": "019a2f41-03ce-7b1a-b6e0-4d9f8e6c7703",
         *       "service": "image-metadata",
         *       "quantity": 1,
         *       "credits": 10,
         *       "allocations": [
         *         {
         *           "grant": "019a2f3c-9b77-7d02-8f15-6a0d3c11be02",
         *           "type": "pay_as_you_go",
         *           "credits": 10
         *         }
         *       ],
         *       "balance": {
         *         "available": 490,
         *         "held": 0,
         *         "frozen": 0,
         *         "debt": 0
         *       },
         *       "created_at": "2026-11-23T12:00:00.000Z"
         *     }
         */
        Spend: {
            /** Format: uuid */
            id: string;
            service: string;
            quantity: number;
            /**
             * @description Credits, at most two decimals.
             * @example 12.5
             */
            credits: number;
            allocations: {
                /** Format: uuid */
                grant: string;
                /** @enum {string} */
                type: "subscription" | "pay_as_you_go" | "promotional";
                /**
                 * @description Credits, at most two decimals.
                 * @example 12.5
                 */
                credits: number;
            }[];
            balance: {
                /**
                 * @description Credits, at most two decimals.
                 * @example 12.5
                 */
                available: number;
                /**
                 * @description Credits, at most two decimals.
                 * @example 12.5
                 */
                held: number;
                /**
                 * @description Credits, at most two decimals.
                 * @example 12.5
                 */
                frozen: number;
                /**
                 * @description Credits, at most two decimals.
                 * @example 12.5
                 */
                debt: number;
            };
            /** Format: date-time */
            created_at: string;
        };
        /**
         * @example {
         *       "data": [
         *         {
         *           "status": 201,
         *           "spend": {
         *             "id": "019a2f41-03ce-7b1a-b6e0-4d9f8e6c7703",
         *             "service": "image-metadata",
         *             "quantity": 1,
         *             "credits": 10,
         *             "allocations": [
         *               {
         *                 "grant": "019a2f3c-9b77-7d02-8f15-6a0d3c11be02",
         *                 "type": "pay_as_you_go",
         *                 "credits": 10
         *               }
         *             ],
         *             "balance": {
         *               "available": 490,
         *               "held": 0,
         *               "frozen": 0,
         *               "debt": 0
         *             },
         *             "created_at": "2026-11-23T12:00:00.000Z"
         *           }
         *         },
         *         {
         *           "status": 402,
         *           "problem": {
         *             "type": "about:blank",
         *             "title": "Payment Required",
         *             "status": 402,
         *             "detail": "This needs 10 credits and 2.50 are available.",
         *             "code": "insufficient_credits",
         *             "request_id": "019a2f41-02f1-7d3a-9c55-71f0b8a6c911",
         *             "needed": 10,
         *             "available": 2.5,
         *             "debt": 0
         *           }
         *         }
         *       ]
         *     }
         */
        Batch: {
            data: ({
                /** @enum {number} */
                status: 201 | 200;
                spend: components["schemas"]["Spend"];
            } | {
                status: number;
                problem: components["schemas"]["Problem"];
            })[];
        };
        /**
         * @example {
         *       "id": "019a2f41-7f02-7e55-a1c9-93b7d5e0f204",
         *       "spend": "019a2f41-03ce-7b1a-b6e0-4d9f8e6c7703",
         *       "credits": 10,
         *       "balance": {
         *         "available": 500,
         *         "held": 0,
         *         "frozen": 0,
         *         "debt": 0
         *       },
         *       "created_at": "2026-11-23T12:00:00.000Z"
         *     }
         */
        Reversal: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            spend: string;
            /**
             * @description Credits, at most two decimals.
             * @example 12.5
             */
            credits: number;
            balance: {
                /**
                 * @description Credits, at most two decimals.
                 * @example 12.5
                 */
                available: number;
                /**
                 * @description Credits, at most two decimals.
                 * @example 12.5
                 */
                held: number;
                /**
                 * @description Credits, at most two decimals.
                 * @example 12.5
                 */
                frozen: number;
                /**
                 * @description Credits, at most two decimals.
                 * @example 12.5
                 */
                debt: number;
            };
            /** Format: date-time */
            created_at: string;
        };
        /**
         * @example {
         *       "id": "019a2f45-1c88-7a6d-8e02-5b1f7a90c805",
         *       "customer": "019a2f3c-5d10-7c4e-9a41-0c7f52f0aa01",
         *       "service": "image-metadata",
         *       "quantity": 3,
         *       "credits": 30,
         *       "captured": 0,
         *       "status": "open",
         *       "expires_at": "2026-11-23T12:10:00.000Z",
         *       "closed_at": null,
         *       "created_at": "2026-11-23T12:00:00.000Z"
         *     }
         */
        Hold: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            customer: string;
            service: string;
            quantity: number;
            /**
             * @description Set aside when the hold was made.
             * @example 12.5
             */
            credits: number;
            /**
             * @description Spent of them.
             * @example 12.5
             */
            captured: number;
            /** @enum {string} */
            status: "open" | "captured" | "released" | "lapsed";
            /** Format: date-time */
            expires_at: string;
            closed_at: string | null;
            /** Format: date-time */
            created_at: string;
        };
        /**
         * @example {
         *       "id": "019a2f45-1c88-7a6d-8e02-5b1f7a90c805",
         *       "customer": "019a2f3c-5d10-7c4e-9a41-0c7f52f0aa01",
         *       "service": "image-metadata",
         *       "quantity": 3,
         *       "credits": 30,
         *       "captured": 20,
         *       "status": "captured",
         *       "expires_at": "2026-11-23T12:10:00.000Z",
         *       "closed_at": "2026-11-23T12:01:00.000Z",
         *       "created_at": "2026-11-23T12:00:00.000Z",
         *       "spend": {
         *         "id": "019a2f45-e3b0-7f14-b5d7-28c6a4e0d106",
         *         "service": "image-metadata",
         *         "quantity": 3,
         *         "credits": 20,
         *         "allocations": [
         *           {
         *             "grant": "019a2f3c-9b77-7d02-8f15-6a0d3c11be02",
         *             "type": "pay_as_you_go",
         *             "credits": 20
         *           }
         *         ],
         *         "balance": {
         *           "available": 470,
         *           "held": 0,
         *           "frozen": 0,
         *           "debt": 0
         *         },
         *         "created_at": "2026-11-23T12:01:00.000Z"
         *       }
         *     }
         */
        Capture: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            customer: string;
            service: string;
            quantity: number;
            /**
             * @description Set aside when the hold was made.
             * @example 12.5
             */
            credits: number;
            /**
             * @description Spent of them.
             * @example 12.5
             */
            captured: number;
            /** @enum {string} */
            status: "open" | "captured" | "released" | "lapsed";
            /** Format: date-time */
            expires_at: string;
            closed_at: string | null;
            /** Format: date-time */
            created_at: string;
            spend: components["schemas"]["Spend"];
        };
        /**
         * @example {
         *       "no": 2,
         *       "kind": "spend",
         *       "label": "Image metadata",
         *       "credits": -10,
         *       "held": 0,
         *       "frozen": 0,
         *       "debt": 0,
         *       "available_after": 490,
         *       "grant": {
         *         "id": "019a2f3c-9b77-7d02-8f15-6a0d3c11be02",
         *         "type": "pay_as_you_go"
         *       },
         *       "cause": {
         *         "type": "spend",
         *         "id": "019a2f41-03ce-7b1a-b6e0-4d9f8e6c7703"
         *       },
         *       "effective_at": "2026-11-23T12:00:00.000Z",
         *       "created_at": "2026-11-23T12:00:00.000Z"
         *     }
         */
        LedgerEntry: {
            /** @description Gapless per customer. */
            no: number;
            kind: string;
            /** @description What happened, in plain words. */
            label: string;
            /**
             * @description Change of the available credits, signed.
             * @example 12.5
             */
            credits: number;
            /**
             * @description Credits, at most two decimals.
             * @example 12.5
             */
            held: number;
            /**
             * @description Credits, at most two decimals.
             * @example 12.5
             */
            frozen: number;
            /**
             * @description Credits, at most two decimals.
             * @example 12.5
             */
            debt: number;
            /**
             * @description Credits, at most two decimals.
             * @example 12.5
             */
            available_after: number;
            grant: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                type: "subscription" | "pay_as_you_go" | "promotional";
            } | null;
            cause: {
                type: string;
                id: string;
            };
            /** Format: date-time */
            effective_at: string;
            /** Format: date-time */
            created_at: string;
        };
        /**
         * @example {
         *       "id": "019a2f41-03ce-7b1a-b6e0-4d9f8e6c7703",
         *       "service": "image-metadata",
         *       "quantity": 1,
         *       "credits": 10,
         *       "reversed": false,
         *       "metadata": {
         *         "order": "A-17"
         *       },
         *       "created_at": "2026-11-23T12:00:00.000Z"
         *     }
         */
        Use: {
            /** Format: uuid */
            id: string;
            service: string;
            quantity: number;
            /**
             * @description Credits, at most two decimals.
             * @example 12.5
             */
            credits: number;
            reversed: boolean;
            metadata: {
                [key: string]: unknown;
            } | null;
            /** Format: date-time */
            created_at: string;
        };
        /**
         * @example {
         *       "service": "image-metadata",
         *       "name": "Image metadata",
         *       "description": "Reads format, size and colours of a PNG, JPEG or GIF image.",
         *       "unit": "image",
         *       "credits": 10
         *     }
         */
        Service: {
            service: string;
            name: string;
            description: string;
            unit: string;
            /**
             * @description Credits, at most two decimals.
             * @example 12.5
             */
            credits: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    findCustomer: {
        parameters: {
            query: {
                email: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The customer */
            200: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description `invalid_api_key` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_api_key";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `insufficient_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "insufficient_scope";
                        scope: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unknown_customer` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unknown_customer";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_request` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_request";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "rate_limited";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "internal_error";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unavailable";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
        };
    };
    getBalance: {
        parameters: {
            query?: {
                /** @description The balance at that time; default now. */
                at?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The balance */
            200: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balance"];
                };
            };
            /** @description `invalid_api_key` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_api_key";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `insufficient_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "insufficient_scope";
                        scope: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unknown_customer` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unknown_customer";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_request` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_request";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "rate_limited";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "internal_error";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unavailable";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
        };
    };
    spend: {
        parameters: {
            query?: never;
            header: {
                /** @description Your name for this request. Sent again with the same body it gives the same answer. */
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpendRequest"];
            };
        };
        responses: {
            /** @description The same answer again: this key was used before */
            200: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Spend"];
                };
            };
            /** @description The spend */
            201: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Spend"];
                };
            };
            /** @description `malformed_json`, `idempotency_key_missing` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "malformed_json" | "idempotency_key_missing";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_api_key` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_api_key";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `insufficient_credits` */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "insufficient_credits";
                        needed: number;
                        available: number;
                        debt: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `account_suspended`, `spending_frozen`, `insufficient_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "account_suspended" | "spending_frozen" | "insufficient_scope";
                        scope?: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unknown_customer`, `unknown_service` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unknown_customer" | "unknown_service";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `idempotency_key_reused` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "payload_too_large";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_request` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_request";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "rate_limited";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "internal_error";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unavailable";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
        };
    };
    spendBatch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            /** @description What became of each, in order */
            200: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description `malformed_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "malformed_json";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_api_key` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_api_key";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `insufficient_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "insufficient_scope";
                        scope: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "payload_too_large";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_request` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_request";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "rate_limited";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "internal_error";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unavailable";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
        };
    };
    reverse: {
        parameters: {
            query?: never;
            header: {
                /** @description Your name for this request. Sent again with the same body it gives the same answer. */
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReversalRequest"];
            };
        };
        responses: {
            /** @description The same answer again: this key was used before */
            200: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reversal"];
                };
            };
            /** @description The reversal */
            201: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reversal"];
                };
            };
            /** @description `malformed_json`, `idempotency_key_missing` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "malformed_json" | "idempotency_key_missing";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_api_key` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_api_key";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `insufficient_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "insufficient_scope";
                        scope: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unknown_spend` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unknown_spend";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `idempotency_key_reused`, `already_reversed` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "idempotency_key_reused" | "already_reversed";
                        spend?: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "payload_too_large";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_request` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_request";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "rate_limited";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "internal_error";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unavailable";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
        };
    };
    placeHold: {
        parameters: {
            query?: never;
            header: {
                /** @description Your name for this request. Sent again with the same body it gives the same answer. */
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldRequest"];
            };
        };
        responses: {
            /** @description The same answer again: this key was used before */
            200: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            /** @description The hold */
            201: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            /** @description `malformed_json`, `idempotency_key_missing` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "malformed_json" | "idempotency_key_missing";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_api_key` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_api_key";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `insufficient_credits` */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "insufficient_credits";
                        needed: number;
                        available: number;
                        debt: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `account_suspended`, `spending_frozen`, `insufficient_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "account_suspended" | "spending_frozen" | "insufficient_scope";
                        scope?: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unknown_customer`, `unknown_service` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unknown_customer" | "unknown_service";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `idempotency_key_reused` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "idempotency_key_reused";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "payload_too_large";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_request` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_request";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "rate_limited";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "internal_error";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unavailable";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
        };
    };
    captureHold: {
        parameters: {
            query?: never;
            header: {
                /** @description Your name for this request. Sent again with the same body it gives the same answer. */
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CaptureRequest"];
            };
        };
        responses: {
            /** @description The hold as it ended, and its spend */
            200: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Capture"];
                };
            };
            /** @description `malformed_json`, `idempotency_key_missing` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "malformed_json" | "idempotency_key_missing";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_api_key` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_api_key";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `insufficient_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "insufficient_scope";
                        scope: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unknown_hold` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unknown_hold";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `idempotency_key_reused`, `hold_not_open` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "idempotency_key_reused" | "hold_not_open";
                        hold_status?: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "payload_too_large";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_request` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_request";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "rate_limited";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "internal_error";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unavailable";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
        };
    };
    releaseHold: {
        parameters: {
            query?: never;
            header: {
                /** @description Your name for this request. Sent again with the same body it gives the same answer. */
                "Idempotency-Key": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The hold as it ended */
            200: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            /** @description `malformed_json`, `idempotency_key_missing` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "malformed_json" | "idempotency_key_missing";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_api_key` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_api_key";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `insufficient_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "insufficient_scope";
                        scope: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unknown_hold` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unknown_hold";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `idempotency_key_reused`, `hold_not_open` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "idempotency_key_reused" | "hold_not_open";
                        hold_status?: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "payload_too_large";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_request` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_request";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "rate_limited";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "internal_error";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unavailable";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
        };
    };
    listLedger: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; `next_cursor` is null on the last one */
            200: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["LedgerEntry"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `invalid_api_key` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_api_key";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `insufficient_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "insufficient_scope";
                        scope: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unknown_customer` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unknown_customer";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_request` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_request";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "rate_limited";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "internal_error";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unavailable";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
        };
    };
    listUsage: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; `next_cursor` is null on the last one */
            200: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Use"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `invalid_api_key` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_api_key";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `insufficient_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "insufficient_scope";
                        scope: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unknown_customer` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unknown_customer";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_request` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_request";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "rate_limited";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "internal_error";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unavailable";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
        };
    };
    listServices: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; `next_cursor` is null on the last one */
            200: {
                headers: {
                    /** @description How many requests the key may make. */
                    "RateLimit-Policy"?: string;
                    /** @description How many are left, and for how many seconds. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Service"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `invalid_api_key` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_api_key";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `invalid_request` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "invalid_request";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "rate_limited";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "internal_error";
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /** @description `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & ({
                        /** @enum {string} */
                        code: "unavailable";
                        retry_after_s: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
        };
    };
}
