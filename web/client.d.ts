// Made by `cargo xtask openapi` from docs/openapi.json.

export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Publishes the keys that verify access tokens. */
        get: operations["getKeySet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Changes the password, and ends all sessions. Guesses at the present password are counted by the
         *     rules of a login, but for themselves: a stolen access token opens no wide way to it, and whoever
         *     has none cannot keep an owner from changing it.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connect-tenant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says which tenant and user the token in the headers is of, and puts the connection on record. */
        get: operations["getConnection"];
        put?: never;
        /** Says which tenant and user the token is of, and puts the connection on record. */
        post: operations["connectTenant"];
        /** Disconnects the tenant: its users are erased from its record. May be repeated. */
        delete: operations["disconnectTenant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/graphql": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Passes on what the caller asks for, printed anew, if it may be asked. */
        post: operations["query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Answers as `/api/products` does. */
        get: operations["listItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/items/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Answers as `/api/products/{id}` does. */
        get: operations["getItem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a session. */
        post: operations["logIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ends a session; with `?cookies=true` all that the cookies name, and the cookies go. It may be repeated: a
         *     session that is over already has ended.
         */
        post: operations["logOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says who is calling, by the names of the usual claims. */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists one page of the tenant's products. */
        get: operations["listProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads one of the tenant's products. */
        get: operations["getProduct"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the caller's account. */
        get: operations["getProfile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/refresh-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Continues a session. A refusal leaves the cookies alone: in a race, its loser would take away what the
         *     winner was given.
         */
        post: operations["refreshToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes an account. Where registration is private everybody is answered 202, in the same words and after
         *     the same work.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Says who is calling, and answers without a token too. A bad one is refused, so `false` means that none
         *     was sent.
         */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the tenant's own settings; `{}` of version `"0"` where there are none. */
        get: operations["getSettings"];
        /**
         * Replaces the tenant's own settings, if they are those that the caller has read. `If-None-Match: *` may
         *     stand instead of `If-Match` where there are none yet.
         */
        put: operations["replaceSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the tenant's own record. */
        get: operations["getTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a session, as `POST /api/login` does; the user is not named. */
        post: operations["authenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/graphql": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answers as `/api/graphql` does. */
        post: operations["queryAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says whether this function is configured; no token needed. */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a session, as `POST /api/login` does. */
        post: operations["token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/verify-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says whether the token is valid here, check by check. */
        post: operations["verifyToken"];
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
        /** @description The caller's identity, in the quick start's words. */
        Connected: {
            /** @description `true` where it is on record; absent without a registry. */
            stored?: boolean;
            success: boolean;
            tenantId: string;
            tenantSlug?: string;
            userId: string;
        };
        /**
         * @description Connection status of a tenant.
         * @enum {string}
         */
        ConnectionStatus: "connected" | "disconnected";
        /** @description A login by `email` or by `username`, not by both. */
        Credentials: {
            email: string;
            /** Format: password */
            password: string;
        } | {
            /** Format: password */
            password: string;
            username: string;
        };
        /** @description The answer to a tenant that has disconnected. */
        Disconnected: {
            status: components["schemas"]["ConnectionStatus"];
            success: boolean;
            tenantId: string;
        };
        /** @description Something was done. */
        Done: {
            /** @description A sentence. */
            message: string;
        };
        /**
         * @description Every code of an error.
         * @enum {string}
         */
        ErrorCode: "account_gone" | "app_token_required" | "bad_request" | "credentials_invalid" | "credentials_refused" | "cross_site" | "email_taken" | "erp_failed" | "erp_forbidden" | "erp_rate_limited" | "erp_refused" | "erp_timeout" | "erp_unauthorized" | "field_invalid" | "graphql_invalid" | "graphql_too_expensive" | "internal" | "keys_unavailable" | "misconfigured" | "mutation_not_allowed" | "no_registry" | "not_connected" | "not_found" | "overloaded" | "platform_unavailable" | "precondition_failed" | "precondition_required" | "refresh_token_invalid" | "store_unavailable" | "tenant_missing" | "tenant_rate_limited" | "token_claims" | "token_conflict" | "token_expired" | "token_malformed" | "token_missing" | "token_not_yet_valid" | "token_signature" | "too_large" | "too_many_attempts" | "unsupported_media_type" | "username_taken";
        /** @description The data as the ERP sent it, and the errors beside it. */
        GraphqlAnswer: {
            data: Record<string, unknown>;
            errors?: Record<string, unknown>[];
            extensions?: components["schemas"]["GraphqlExtensions"];
        };
        /** @description Part of the ERP's own `extensions` that is passed on. */
        GraphqlExtensions: {
            idempotency: Record<string, unknown>;
        };
        /** @description A GraphQL request. */
        GraphqlRequest: {
            operationName?: string | null;
            /** @description The document, for the ERP's own schema. */
            query: string;
            variables?: Record<string, unknown> | null;
        };
        /** @description State of a function. */
        Health: {
            /** @description Variables and members of the secret that are missing or wrong. */
            missing: string[];
            /** @description Instructions for the operator. */
            mistakes?: string[];
            /** @description `ok` or `misconfigured`. */
            status: string;
            version: string;
        };
        /** @description A key set (RFC 7517). */
        KeySet: {
            keys: components["schemas"]["PublicKey"][];
        };
        /** @description A session; with `?cookies=true` both tokens are in cookies instead. */
        LoggedIn: {
            accessToken?: string;
            refreshToken?: string;
            user: components["schemas"]["User"];
        };
        /** @description The same, its access token under the name of Express guides. */
        LoggedInWithToken: {
            refreshToken?: string;
            token?: string;
            user?: components["schemas"]["User"];
        };
        /**
         * @description The caller under the names of the usual claims (RFC 7519, section 10.1, and its registry). `issuer` is
         *     `jtl-session`, `jtl-app`, `better-auth`, `account`, or a name in `TRUSTED_ISSUERS`.
         */
        Me: components["schemas"]["SessionClaims"] & {
            issuer: string;
            sub: string;
        };
        PageInfo: {
            endCursor?: string | null;
            hasNextPage: boolean;
            hasPreviousPage: boolean;
            startCursor?: string | null;
        };
        /** @description The present password and another one. */
        PasswordChange: {
            /** Format: password */
            currentPassword: string;
            /** Format: password */
            newPassword: string;
        };
        /** @description An error (RFC 9457). */
        Problem: {
            code: components["schemas"]["ErrorCode"];
            detail: string;
            error: string;
            message: string;
            requestId: string;
            /** Format: int32 */
            status: number;
            title: string;
            type: string;
        };
        /** @description A product as the ERP's `ItemListItem` has it; each number is the ERP's, digit by digit. */
        Product: {
            defaultImageId?: string | null;
            description?: string | null;
            gtin?: string | null;
            id?: string | null;
            isActive: boolean;
            manufacturerName?: string | null;
            /** Format: double */
            minimumStock: Decimal;
            modifiedDate?: string | null;
            name?: string | null;
            /** Format: double */
            salesPriceGross: Decimal;
            /** Format: double */
            salesPriceNet: Decimal;
            shortDescription?: string | null;
            sku: string;
            /** @description `true` where it is an old one, served because the ERP fails. */
            stale?: boolean;
            /** Format: double */
            stockAvailable: Decimal;
            /** Format: double */
            stockInOrders: Decimal;
            /** Format: double */
            stockIncoming: Decimal;
            /** Format: double */
            stockTotal: Decimal;
            /** Format: double */
            suggestedRetailPrice: Decimal;
            unit?: string | null;
        };
        /** @description One page of products, under JTL's own field names. */
        ProductPage: {
            /** @description Errors that the ERP reports beside the data. */
            errors?: Record<string, unknown>[];
            nodes: components["schemas"]["Product"][];
            pageInfo: components["schemas"]["PageInfo"];
            /** @description The page is an old one, served because the ERP fails. */
            stale?: boolean;
            /** Format: int64 */
            totalCount: number;
        };
        /** @description A user, as on record. */
        Profile: {
            /** Format: date-time */
            createdAt: string;
            email: string;
            id: string;
            name: string;
            username?: string;
        };
        /** @description A public key (RFC 8037). */
        PublicKey: {
            alg: string;
            crv: string;
            kid: string;
            kty: string;
            use: string;
            x: string;
        };
        /** @description The refresh token; with `?cookies=true` it is in its cookie instead. */
        RefreshTokenInBody: {
            refreshToken?: string;
        };
        /** @description A session that goes on; with `?cookies=true` both tokens are in cookies, and `user` is said instead. */
        Refreshed: {
            accessToken?: string;
            refreshToken?: string;
            user?: components["schemas"]["User"];
        };
        /** @description A new account. */
        Registration: {
            /** Format: email */
            email: string;
            name: string;
            /** Format: password */
            password: string;
            username?: string;
        };
        /** @description Answer of `GET /api/session`: the caller, if there is one. */
        SessionAnswer: components["schemas"]["SessionClaims"] & {
            authenticated: boolean;
            /**
             * Format: int64
             * @description Unix time in seconds.
             */
            expiresAt?: number;
            issuer?: string;
            userId?: string;
        };
        /** @description Claims that a token need not have. */
        SessionClaims: {
            email?: string;
            /** @description Left out where the issuer does not say: an address of which nothing is known is not proved. */
            emailVerified?: boolean;
            name?: string;
            /** @description In the namespace of the issuer; never one of JTL's, whatever it looks like. */
            partnerTenantId?: string;
            partnerTenantSlug?: string;
            tenantId?: string;
            tenantSlug?: string;
        };
        /** @description One tenant; its JSON is what `GET /api/tenant` answers. */
        TenantRecord: {
            /**
             * Format: date-time
             * @description Minute in which the record of a disconnected tenant is removed.
             */
            expiresAt?: string;
            /**
             * Format: date-time
             * @description Minute of its first connection; a disconnection does not change it.
             */
            firstConnectedAt: string;
            /** @description The user who connected first, or first since the last disconnection. */
            firstUserId?: string;
            /**
             * Format: date-time
             * @description Minute of its last connection.
             */
            lastConnectedAt: string;
            /** @description The user who connected last, in the minute's first connection. */
            lastUserId?: string;
            /** @description Its connection status. */
            status: components["schemas"]["ConnectionStatus"];
            /** @description The tenant: `[A-Za-z0-9_-]{1,64}`. */
            tenantId: string;
            /** @description Its readable name, if the last token that had one was verified. */
            tenantSlug?: string;
        };
        /**
         * @description Checks that a token has passed; `false` also for those that were not made any more. Those that
         *     its issuer does not ask for are passed.
         */
        TokenChecks: {
            appId: boolean;
            audience: boolean;
            signatureAndIssuer: boolean;
        };
        /** @description A token where no header can hold one. */
        TokenInBody: {
            sessionToken?: string;
        };
        /** @description A user. */
        User: {
            email: string;
            id: string;
            name: string;
        };
        /** @description A token that may be used here. */
        ValidToken: {
            checks: components["schemas"]["TokenChecks"];
            /** @description All that it says. */
            claims: Record<string, unknown>;
            valid: boolean;
        };
    };
    responses: {
        /** @description The ERP does not accept this app for the tenant. The ERP failed to answer. */
        BadGateway: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "erp_unauthorized" | "erp_failed";
                    errors?: unknown[];
                    traceId?: string;
                };
            };
        };
        /** @description The request carries two different tokens; send one. email must be there. */
        BadRequest: {
            headers: {
                "WWW-Authenticate"?: string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "token_conflict" | "field_invalid";
                    field?: string;
                };
            };
        };
        /** @description email must be there. */
        BadRequest10: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "field_invalid";
                    field?: string;
                    success?: boolean;
                };
            };
        };
        /** @description The request carries two different tokens; send one. */
        BadRequest2: {
            headers: {
                "WWW-Authenticate": string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "token_conflict";
                };
            };
        };
        /** @description The request carries two different tokens; send one. Send the session token as Authorization: Bearer, X-Session-Token or X-Session-ID, or as the cookie of a login. */
        BadRequest3: {
            headers: {
                "WWW-Authenticate"?: string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "token_conflict" | "token_missing";
                };
            };
        };
        /** @description The request carries two different tokens; send one. Send the session token as Authorization: Bearer, X-Session-Token or X-Session-ID, or as the cookie of a login. The body must be one JSON object without duplicate members. */
        BadRequest4: {
            headers: {
                "WWW-Authenticate"?: string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "token_conflict" | "token_missing" | "bad_request";
                };
            };
        };
        /** @description The request carries two different tokens; send one. The body must be one JSON object without duplicate members. The ERP does not take the query or its variables; the errors say why. The ERP does not take the query or its variables; the errors say why. */
        BadRequest5: {
            headers: {
                "WWW-Authenticate"?: string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "token_conflict" | "bad_request" | "graphql_invalid" | "graphql_too_expensive";
                    errors?: unknown[];
                };
            };
        };
        /** @description The request carries two different tokens; send one. first must be a whole number from 1 to 500. */
        BadRequest6: {
            headers: {
                "WWW-Authenticate"?: string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "token_conflict" | "bad_request";
                };
            };
        };
        /** @description email must be there. */
        BadRequest7: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "field_invalid";
                    field?: string;
                };
            };
        };
        /** @description email must be there. The request carries two different tokens; send one. */
        BadRequest8: {
            headers: {
                "WWW-Authenticate"?: string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "field_invalid" | "token_conflict";
                    field?: string;
                };
            };
        };
        /** @description The request carries two different tokens; send one. The body must be one JSON object without duplicate members. */
        BadRequest9: {
            headers: {
                "WWW-Authenticate"?: string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "token_conflict" | "bad_request";
                };
            };
        };
        /** @description The ERP refuses this; the errors say why. */
        Conflict: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "erp_refused";
                    errors?: unknown[];
                    traceId?: string;
                };
            };
        };
        /** @description An account has this email address already. An account has this username already. */
        Conflict2: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "email_taken" | "username_taken";
                    field?: string;
                };
            };
        };
        /** @description A request with cookies must come from a page of this site, and be sent as application/json. */
        Forbidden: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "cross_site";
                };
            };
        };
        /** @description The session belongs to no tenant. A request with cookies must come from a page of this site, and be sent as application/json. */
        Forbidden2: {
            headers: {
                "WWW-Authenticate"?: string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "tenant_missing" | "cross_site";
                };
            };
        };
        /** @description The session belongs to no tenant. */
        Forbidden3: {
            headers: {
                "WWW-Authenticate": string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "tenant_missing";
                };
            };
        };
        /** @description The session belongs to no tenant. The ERP does not permit this; the app may lack a scope, or the user a right. The ERP is called as the user here; send an app token instead of a session token. A request with cookies must come from a page of this site, and be sent as application/json. The mutation ChangeItem is not allowed here. */
        Forbidden4: {
            headers: {
                "WWW-Authenticate"?: string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "tenant_missing" | "erp_forbidden" | "app_token_required" | "cross_site" | "mutation_not_allowed";
                    errors?: unknown[];
                    traceId?: string;
                };
            };
        };
        /** @description The session belongs to no tenant. The ERP does not permit this; the app may lack a scope, or the user a right. The ERP is called as the user here; send an app token instead of a session token. */
        Forbidden5: {
            headers: {
                "WWW-Authenticate"?: string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "tenant_missing" | "erp_forbidden" | "app_token_required";
                    errors?: unknown[];
                    traceId?: string;
                };
            };
        };
        /** @description A request with cookies must come from a page of this site, and be sent as application/json. */
        Forbidden6: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "cross_site";
                    success?: boolean;
                };
            };
        };
        /** @description The ERP did not answer in time. */
        GatewayTimeout: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "erp_timeout";
                    errors?: unknown[];
                    traceId?: string;
                };
            };
        };
        /** @description Something went wrong here; the log has it under this request id. */
        InternalServerError: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "internal";
                };
            };
        };
        /** @description This service keeps no registry of connected tenants. */
        NotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "no_registry";
                };
            };
        };
        /** @description The ERP has nothing under this id. */
        NotFound2: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "not_found";
                    errors?: unknown[];
                    traceId?: string;
                };
            };
        };
        /** @description This service keeps no registry of connected tenants. No connection of this tenant is on record. */
        NotFound3: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "no_registry" | "not_connected";
                };
            };
        };
        /** @description The body is larger than 4096 bytes. */
        PayloadTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "too_large";
                };
            };
        };
        /** @description The body is larger than 16384 bytes. */
        PayloadTooLarge2: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "too_large";
                };
            };
        };
        /** @description The body is larger than 4096 bytes. */
        PayloadTooLarge3: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "too_large";
                    success?: boolean;
                };
            };
        };
        /** @description The settings have changed since they were read; read them again. */
        PreconditionFailed: {
            headers: {
                ETag: string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "precondition_failed";
                };
            };
        };
        /** @description Send the ETag of the settings that are to be replaced as If-Match. */
        PreconditionRequired: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "precondition_required";
                };
            };
        };
        /** @description This service is not configured completely; its operator finds the reason in the log. The platform cannot be reached at the moment; try again shortly. The signing keys cannot be reached at the moment; try again shortly. */
        ServiceUnavailable: {
            headers: {
                "Retry-After": number;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "misconfigured" | "platform_unavailable" | "keys_unavailable";
                };
            };
        };
        /** @description This service is not configured completely; its operator finds the reason in the log. The platform cannot be reached at the moment; try again shortly. The signing keys cannot be reached at the moment; try again shortly. The accounts cannot be reached at the moment; try again shortly. There is too much to do at the moment; try again shortly. */
        ServiceUnavailable2: {
            headers: {
                "Retry-After": number;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "misconfigured" | "platform_unavailable" | "keys_unavailable" | "store_unavailable" | "overloaded";
                };
            };
        };
        /** @description This service is not configured completely; its operator finds the reason in the log. The platform cannot be reached at the moment; try again shortly. The platform refuses this service's credentials; its operator has to replace them. The registry of connected tenants cannot be reached at the moment; try again shortly. */
        ServiceUnavailable3: {
            headers: {
                "Retry-After": number;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "misconfigured" | "platform_unavailable" | "credentials_refused" | "store_unavailable";
                };
            };
        };
        /** @description This service is not configured completely; its operator finds the reason in the log. The platform cannot be reached at the moment; try again shortly. The platform refuses this service's credentials; its operator has to replace them. */
        ServiceUnavailable4: {
            headers: {
                "Retry-After": number;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "misconfigured" | "platform_unavailable" | "credentials_refused";
                };
            };
        };
        /** @description This service is not configured completely; its operator finds the reason in the log. The platform cannot be reached at the moment; try again shortly. There is too much to do at the moment; try again shortly. The accounts cannot be reached at the moment; try again shortly. The signing keys cannot be reached at the moment; try again shortly. */
        ServiceUnavailable5: {
            headers: {
                "Retry-After": number;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "misconfigured" | "platform_unavailable" | "overloaded" | "store_unavailable" | "keys_unavailable";
                };
            };
        };
        /** @description This service is not configured completely; its operator finds the reason in the log. The platform cannot be reached at the moment; try again shortly. The accounts cannot be reached at the moment; try again shortly. */
        ServiceUnavailable6: {
            headers: {
                "Retry-After": number;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "misconfigured" | "platform_unavailable" | "store_unavailable";
                };
            };
        };
        /** @description This service is not configured completely; its operator finds the reason in the log. The platform cannot be reached at the moment; try again shortly. The signing keys cannot be reached at the moment; try again shortly. The accounts cannot be reached at the moment; try again shortly. */
        ServiceUnavailable7: {
            headers: {
                "Retry-After": number;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "misconfigured" | "platform_unavailable" | "keys_unavailable" | "store_unavailable";
                };
            };
        };
        /** @description This service is not configured completely; its operator finds the reason in the log. The platform cannot be reached at the moment; try again shortly. There is too much to do at the moment; try again shortly. The accounts cannot be reached at the moment; try again shortly. */
        ServiceUnavailable8: {
            headers: {
                "Retry-After": number;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "misconfigured" | "platform_unavailable" | "overloaded" | "store_unavailable";
                };
            };
        };
        /** @description This service is not configured completely; its operator finds the reason in the log. The platform cannot be reached at the moment; try again shortly. There is too much to do at the moment; try again shortly. The accounts cannot be reached at the moment; try again shortly. The signing keys cannot be reached at the moment; try again shortly. */
        ServiceUnavailable9: {
            headers: {
                "Retry-After": number;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "misconfigured" | "platform_unavailable" | "overloaded" | "store_unavailable" | "keys_unavailable";
                    success?: boolean;
                };
            };
        };
        /** @description There have been too many attempts; wait before the next one. */
        TooManyRequests: {
            headers: {
                "Retry-After": number;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "too_many_attempts";
                };
            };
        };
        /** @description The ERP takes no more calls for the moment. This tenant has asked the ERP for all that it may for the moment. */
        TooManyRequests2: {
            headers: {
                "Retry-After": number;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "erp_rate_limited" | "tenant_rate_limited";
                    errors?: unknown[];
                    traceId?: string;
                };
            };
        };
        /** @description There have been too many attempts; wait before the next one. */
        TooManyRequests3: {
            headers: {
                "Retry-After": number;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "too_many_attempts";
                    success?: boolean;
                };
            };
        };
        /** @description Send the session token as Authorization: Bearer, X-Session-Token or X-Session-ID, or as the cookie of a login. The token is not a token of the expected form. No published key of the issuer has signed the token; take a new one. The token has expired; ask the shell for a new one. The token is not valid yet. The token was made for another app. The account of the token does not exist any more. */
        Unauthorized: {
            headers: {
                "WWW-Authenticate": string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "token_missing" | "token_malformed" | "token_signature" | "token_expired" | "token_not_yet_valid" | "token_claims" | "account_gone";
                };
            };
        };
        /** @description Send the session token as Authorization: Bearer, X-Session-Token or X-Session-ID, or as the cookie of a login. The token is not a token of the expected form. No published key of the issuer has signed the token; take a new one. The token has expired; ask the shell for a new one. The token is not valid yet. The token was made for another app. */
        Unauthorized2: {
            headers: {
                "WWW-Authenticate": string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "token_missing" | "token_malformed" | "token_signature" | "token_expired" | "token_not_yet_valid" | "token_claims";
                };
            };
        };
        /** @description The token is not a token of the expected form. No published key of the issuer has signed the token; take a new one. The token has expired; ask the shell for a new one. The token is not valid yet. The token was made for another app. */
        Unauthorized3: {
            headers: {
                "WWW-Authenticate": string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "token_malformed" | "token_signature" | "token_expired" | "token_not_yet_valid" | "token_claims";
                };
            };
        };
        /** @description Send the session token as Authorization: Bearer, X-Session-Token or X-Session-ID, or as the cookie of a login. The token is not a token of the expected form. No published key of the issuer has signed the token; take a new one. The token has expired; ask the shell for a new one. The token is not valid yet. The token was made for another app. The ERP does not accept the token; ask the shell for a new one. */
        Unauthorized4: {
            headers: {
                "WWW-Authenticate": string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "token_missing" | "token_malformed" | "token_signature" | "token_expired" | "token_not_yet_valid" | "token_claims" | "erp_unauthorized";
                    errors?: unknown[];
                    traceId?: string;
                };
            };
        };
        /** @description There is no account with this login and password. */
        Unauthorized5: {
            headers: {
                "WWW-Authenticate": string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "credentials_invalid";
                };
            };
        };
        /** @description The session is over; log in again. */
        Unauthorized6: {
            headers: {
                "WWW-Authenticate": string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "refresh_token_invalid";
                };
            };
        };
        /** @description There is no account with this login and password. */
        Unauthorized7: {
            headers: {
                "WWW-Authenticate": string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "credentials_invalid";
                    success?: boolean;
                };
            };
        };
        /** @description Send the session token as Authorization: Bearer, X-Session-Token or X-Session-ID, or as the cookie of a login. The token is not a token of the expected form. No published key of the issuer has signed the token; take a new one. The token has expired; ask the shell for a new one. The token is not valid yet. The token was made for another app. */
        Unauthorized8: {
            headers: {
                "WWW-Authenticate": string;
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    checks?: Record<string, unknown>;
                    /** @enum {string} */
                    code: "token_missing" | "token_malformed" | "token_signature" | "token_expired" | "token_not_yet_valid" | "token_claims";
                    valid?: boolean;
                };
            };
        };
        /** @description The ERP refuses this; the errors say why. */
        UnprocessableEntity: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "erp_refused";
                    errors?: unknown[];
                    traceId?: string;
                };
            };
        };
        /** @description The body must be sent as Content-Type: application/json. */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code: "unsupported_media_type";
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The `requestId` of errors and of the log. */
        "X-Request-Id": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getKeySet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeySet"];
                };
            };
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description It is changed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable2"];
        };
    };
    getConnection: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connected"];
                };
            };
            400: components["responses"]["BadRequest3"];
            401: components["responses"]["Unauthorized3"];
            403: components["responses"]["Forbidden3"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable4"];
        };
    };
    connectTenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TokenInBody"];
            };
        };
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connected"];
                };
            };
            400: components["responses"]["BadRequest4"];
            401: components["responses"]["Unauthorized3"];
            403: components["responses"]["Forbidden2"];
            413: components["responses"]["PayloadTooLarge2"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable4"];
        };
    };
    disconnectTenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant is disconnected. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Disconnected"];
                };
            };
            400: components["responses"]["BadRequest2"];
            401: components["responses"]["Unauthorized2"];
            403: components["responses"]["Forbidden2"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable3"];
        };
    };
    query: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description 64 KiB at most. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["GraphqlRequest"];
            };
        };
        responses: {
            /** @description The data as the ERP sent it, and the errors beside it. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GraphqlAnswer"];
                };
            };
            400: components["responses"]["BadRequest5"];
            401: components["responses"]["Unauthorized4"];
            403: components["responses"]["Forbidden4"];
            404: components["responses"]["NotFound2"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge2"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests2"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable4"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    listItems: {
        parameters: {
            query?: {
                /** @description Size of the page; 50 if left out. */
                first?: number;
                /** @description `pageInfo.endCursor` of the page before. */
                after?: string;
                /** @description Text to search for. */
                search?: string;
                /** @description Fields such as `name,-stockTotal`, the first one first; `-` is from the largest. */
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductPage"];
                };
            };
            400: components["responses"]["BadRequest6"];
            401: components["responses"]["Unauthorized4"];
            403: components["responses"]["Forbidden5"];
            404: components["responses"]["NotFound2"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests2"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable4"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    getItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its `id` in the list. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The product. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            400: components["responses"]["BadRequest6"];
            401: components["responses"]["Unauthorized4"];
            403: components["responses"]["Forbidden5"];
            404: components["responses"]["NotFound2"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests2"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable4"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    logIn: {
        parameters: {
            query?: {
                /** @description `true`: tokens come and go in cookies. */
                cookies?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedIn"];
                };
            };
            400: components["responses"]["BadRequest7"];
            401: components["responses"]["Unauthorized5"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable5"];
        };
    };
    logOut: {
        parameters: {
            query?: {
                /** @description `true`: tokens come and go in cookies. */
                cookies?: boolean;
                /** @description `true`: all sessions of the user end. */
                everywhere?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshTokenInBody"];
            };
        };
        responses: {
            /** @description It has ended. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            400: components["responses"]["BadRequest8"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable6"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["BadRequest2"];
            401: components["responses"]["Unauthorized2"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable4"];
        };
    };
    listProducts: {
        parameters: {
            query?: {
                /** @description Size of the page; 50 if left out. */
                first?: number;
                /** @description `pageInfo.endCursor` of the page before. */
                after?: string;
                /** @description Text to search for. */
                search?: string;
                /** @description Fields such as `name,-stockTotal`, the first one first; `-` is from the largest. */
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductPage"];
                };
            };
            400: components["responses"]["BadRequest6"];
            401: components["responses"]["Unauthorized4"];
            403: components["responses"]["Forbidden5"];
            404: components["responses"]["NotFound2"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests2"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable4"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    getProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its `id` in the list. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The product. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            400: components["responses"]["BadRequest6"];
            401: components["responses"]["Unauthorized4"];
            403: components["responses"]["Forbidden5"];
            404: components["responses"]["NotFound2"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests2"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable4"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    getProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            400: components["responses"]["BadRequest2"];
            401: components["responses"]["Unauthorized"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable7"];
        };
    };
    refreshToken: {
        parameters: {
            query?: {
                /** @description `true`: tokens come and go in cookies. */
                cookies?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshTokenInBody"];
            };
        };
        responses: {
            /** @description The session with new tokens. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refreshed"];
                };
            };
            400: components["responses"]["BadRequest8"];
            401: components["responses"]["Unauthorized6"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable7"];
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Registration"];
            };
        };
        responses: {
            /** @description The account. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Registration is private. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            400: components["responses"]["BadRequest7"];
            409: components["responses"]["Conflict2"];
            413: components["responses"]["PayloadTooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable8"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller, or that there is none. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            400: components["responses"]["BadRequest2"];
            401: components["responses"]["Unauthorized2"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable4"];
        };
    };
    getSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings. */
            200: {
                headers: {
                    /** @description Their version. */
                    ETag: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            400: components["responses"]["BadRequest2"];
            401: components["responses"]["Unauthorized2"];
            403: components["responses"]["Forbidden3"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable3"];
        };
    };
    replaceSettings: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the settings that are replaced. */
                "If-Match"?: string;
                /** @description `*`: there are none yet. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description All settings, 16 KiB at most. */
        requestBody: {
            content: {
                "application/json": Record<string, unknown>;
            };
        };
        responses: {
            /** @description The settings as they are kept. */
            200: {
                headers: {
                    /** @description Their version. */
                    ETag: string;
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            400: components["responses"]["BadRequest9"];
            401: components["responses"]["Unauthorized2"];
            403: components["responses"]["Forbidden2"];
            404: components["responses"]["NotFound3"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge2"];
            415: components["responses"]["UnsupportedMediaType"];
            428: components["responses"]["PreconditionRequired"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable3"];
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantRecord"];
                };
            };
            400: components["responses"]["BadRequest2"];
            401: components["responses"]["Unauthorized2"];
            403: components["responses"]["Forbidden3"];
            404: components["responses"]["NotFound3"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable3"];
        };
    };
    authenticate: {
        parameters: {
            query?: {
                /** @description `true`: tokens come and go in cookies. */
                cookies?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedInWithToken"];
                };
            };
            400: components["responses"]["BadRequest10"];
            401: components["responses"]["Unauthorized7"];
            403: components["responses"]["Forbidden6"];
            413: components["responses"]["PayloadTooLarge3"];
            429: components["responses"]["TooManyRequests3"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable9"];
        };
    };
    queryAlias: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description 64 KiB at most. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["GraphqlRequest"];
            };
        };
        responses: {
            /** @description The data as the ERP sent it, and the errors beside it. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GraphqlAnswer"];
                };
            };
            400: components["responses"]["BadRequest5"];
            401: components["responses"]["Unauthorized4"];
            403: components["responses"]["Forbidden4"];
            404: components["responses"]["NotFound2"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge2"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests2"];
            500: components["responses"]["InternalServerError"];
            502: components["responses"]["BadGateway"];
            503: components["responses"]["ServiceUnavailable4"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its state, whatever it is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    token: {
        parameters: {
            query?: {
                /** @description `true`: tokens come and go in cookies. */
                cookies?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedInWithToken"];
                };
            };
            400: components["responses"]["BadRequest10"];
            401: components["responses"]["Unauthorized7"];
            403: components["responses"]["Forbidden6"];
            413: components["responses"]["PayloadTooLarge3"];
            429: components["responses"]["TooManyRequests3"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable9"];
        };
    };
    verifyToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is, and says this. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidToken"];
                };
            };
            400: components["responses"]["BadRequest2"];
            401: components["responses"]["Unauthorized8"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable4"];
        };
    };
}

export type Connected = components['schemas']['Connected'];
export type ConnectionStatus = components['schemas']['ConnectionStatus'];
export type Credentials = components['schemas']['Credentials'];
export type Disconnected = components['schemas']['Disconnected'];
export type Done = components['schemas']['Done'];
export type ErrorCode = components['schemas']['ErrorCode'];
export type GraphqlAnswer = components['schemas']['GraphqlAnswer'];
export type GraphqlExtensions = components['schemas']['GraphqlExtensions'];
export type GraphqlRequest = components['schemas']['GraphqlRequest'];
export type Health = components['schemas']['Health'];
export type KeySet = components['schemas']['KeySet'];
export type LoggedIn = components['schemas']['LoggedIn'];
export type LoggedInWithToken = components['schemas']['LoggedInWithToken'];
export type Me = components['schemas']['Me'];
export type PageInfo = components['schemas']['PageInfo'];
export type PasswordChange = components['schemas']['PasswordChange'];
export type Problem = components['schemas']['Problem'];
export type Product = components['schemas']['Product'];
export type ProductPage = components['schemas']['ProductPage'];
export type Profile = components['schemas']['Profile'];
export type PublicKey = components['schemas']['PublicKey'];
export type RefreshTokenInBody = components['schemas']['RefreshTokenInBody'];
export type Refreshed = components['schemas']['Refreshed'];
export type Registration = components['schemas']['Registration'];
export type SessionAnswer = components['schemas']['SessionAnswer'];
export type SessionClaims = components['schemas']['SessionClaims'];
export type TenantRecord = components['schemas']['TenantRecord'];
export type TokenChecks = components['schemas']['TokenChecks'];
export type TokenInBody = components['schemas']['TokenInBody'];
export type User = components['schemas']['User'];
export type ValidToken = components['schemas']['ValidToken'];

// client.js itself.

/** Failure of a call. */
export class ApiError extends Error {
  /** 0 where nobody answered. */
  status: number;
  /** Undefined where something else answered than our functions, such as API Gateway. */
  code: ErrorCode | 'unreachable' | undefined;
  /** Seconds: as `Retry-After` says, else 1. */
  retryAfter: number;
  constructor(status: number, problem: { code?: ApiError['code']; message?: string }, retryAfter?: number);
}
export interface ApiError extends Omit<MembersOf<ProblemIn<operations[keyof operations]>>, keyof Error | 'status' | 'code'> {}

/** Codes of one route: `error.code as ErrorCodeOf<'GET', '/api/products/{id}'>`. */
export type ErrorCodeOf<M extends Method, T extends TemplateOf<M>> = ProblemIn<OperationOf<M, T>>['code'];

/** Number that is a text where JavaScript would change it: 5, "19.90". */
export type Decimal = number | string;

export interface ClientOptions {
  /** Without it, cookies are sent. */
  token?: () => Promise<string>;
  onAnswer?: (answer: { method: Method; path: string; status: number; milliseconds: number }) => void;
  /** Told of a wait, in seconds, before a `GET` is repeated. */
  onPause?: (seconds: number, error: ApiError) => void;
}

export function createClient(options?: ClientOptions): Client;

export interface Client {
  call<M extends Method, P extends string, R = Unparsed>(
    method: M,
    path: PathOf<M, P>,
    ...options: OptionsOf<OperationAt<M, P>, R>
  ): Promise<AnswerOf<OperationAt<M, P>, R>>;

  get<P extends string, R = Unparsed>(
    path: PathOf<'GET', P>,
    ...options: OptionsOf<OperationAt<'GET', P>, R>
  ): Promise<AnswerOf<OperationAt<'GET', P>, R>>;

  /** Drops the token, so that the next call asks for one. */
  forget(): void;
}

export interface CallOptions<R = Unparsed> {
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Reads the answer in place of `parseExact`. With `JSON.parse`, a `Decimal` is a number. */
  parse?: (text: string) => R;
}

export function parseExact(text: string): unknown;

type Method = { [M in AnyMethod]: [TemplateOf<M>] extends [never] ? never : M }[AnyMethod];
type AnyMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Paths of the document that take this method, as it writes them: `/api/products/{id}`. */
type TemplateOf<M extends AnyMethod> = {
  [T in keyof paths]: [OperationOf<M, T>] extends [never] ? never : T;
}[keyof paths];

type OperationOf<M extends AnyMethod, T extends keyof paths> = Exclude<paths[T][Lowercase<M>], undefined>;

type OperationAt<M extends AnyMethod, P extends string> = OperationOf<M, TemplateAt<M, BeforeQuery<P>>>;

type BeforeQuery<P extends string> = P extends `${infer Path}?${string}` ? Path : P;

/** Template of a concrete path: its own name, else the one whose segments it has. */
type TemplateAt<M extends AnyMethod, P extends string> = P extends `${string}{${string}`
  ? never
  : P extends TemplateOf<M>
    ? P
    : { [T in TemplateOf<M>]: HasSegments<P, T> extends true ? T : never }[TemplateOf<M>];

type HasSegments<P extends string, T extends string> = T extends `${infer Segment}/${infer Rest}`
  ? P extends `${infer First}/${infer Others}`
    ? IsSegment<First, Segment> extends true
      ? HasSegments<Others, Rest>
      : false
    : false
  : P extends `${string}/${string}`
    ? false
    : IsSegment<P, T>;

type IsSegment<P extends string, T extends string> = T extends `{${string}}`
  ? P extends '' ? false : true
  : P extends T ? true : false;

/** The path itself where the document has it, query included; else what it has, for the compiler's sentence. */
type PathOf<M extends AnyMethod, P extends string> = P extends string
  ? [OperationAt<M, P>] extends [never]
    ? Shown<TemplateOf<M>>
    : [UnknownIn<P, ParametersOf<OperationAt<M, P>>>] extends [never]
      ? P
      : BeforeQuery<P> | `${BeforeQuery<P>}?${ParametersOf<OperationAt<M, P>>}=`
  : never;

/** Written so that no path is one by chance: `/api/products/<id>`. */
type Shown<T extends string> = T extends `${infer Before}{${infer Name}}${infer After}`
  ? `${Before}<${Name}>${Shown<After>}`
  : T;

type ParametersOf<O> = O extends { parameters: { query?: infer Q } } ? keyof Q & string : never;

/** Names in a query that are no parameter; a name that is not known before the call is let through. */
type UnknownIn<P extends string, Known extends string> = P extends `${string}?${infer Query}`
  ? UnknownName<Query, Known>
  : never;

type UnknownName<Query extends string, Known extends string> = Query extends `${infer First}&${infer Rest}`
  ? UnknownName<First, Known> | UnknownName<Rest, Known>
  : Query extends `${infer Name}=${string}`
    ? UnknownName<Name, Known>
    : {} extends Record<Query, true> ? never : Exclude<Query, Known>;

/** Anything where there is no such operation: the path is what is wrong then. */
type OptionsOf<O, R> = [O] extends [never]
  ? [options?: CallOptions<R> & { body?: unknown }]
  : {} extends BodyOf<O>
    ? [options?: CallOptions<R> & BodyOf<O>]
    : [options: CallOptions<R> & BodyOf<O>];

type BodyOf<O> = O extends { requestBody: { content: { 'application/json': infer B } } }
  ? { body: AsJson<B> }
  : O extends { requestBody?: infer Q }
    ? { body?: Q extends { content: { 'application/json': infer B } } ? AsJson<B> : undefined }
    : never;

interface AnswerOf<O, R> {
  /** Null where the answer has no body. */
  data: ReadBy<R, DataOf<O>>;
  etag: O extends { responses: { 200: { headers: { ETag?: string } } } } ? string : string | null;
}

type DataOf<O> = O extends { responses: infer A }
  ? { [S in keyof A & Success]: A[S] extends { content: infer C } ? C[keyof C] : null }[keyof A & Success]
  : never;

type Success = 200 | 201 | 202 | 203 | 204;

/** `parse` decides; where it says `any`, as `JSON.parse` does, the document. */
type ReadBy<R, D> = [R] extends [Unparsed] ? (0 extends 1 & R ? AsJson<D> : D) : R;

/** The same with numbers as JSON has them. */
type AsJson<D> = [Decimal] extends [D]
  ? number | Exclude<D, Decimal>
  : D extends object ? { [K in keyof D]: AsJson<D[K]> } : D;

declare const unparsed: unique symbol;
type Unparsed = typeof unparsed;

/** Problems that an operation may answer. */
type ProblemIn<O> = O extends { responses: infer A }
  ? { [S in keyof A]: A[S] extends { content: { 'application/problem+json': infer P extends Problem } } ? P : never }[keyof A]
  : never;

/** Members that one of these has at least. */
type MembersOf<P> = { [K in P extends unknown ? keyof P : never]?: P extends { [_ in K]?: infer V } ? V : never };

export {};
